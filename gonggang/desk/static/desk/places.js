/* The places one may stand on open as a dialog, one level at a time. Without this script the same link is a page. */
(function () {
  "use strict";
  var opener = document.querySelector("[data-places-open]");
  var dialog = document.getElementById("places-dialog");
  if (!opener || !dialog || !dialog.showModal || !window.fetch) { return; }
  var fill = dialog.querySelector("[data-fill]"), asked = 0, typing = 0;
  opener.setAttribute("aria-haspopup", "dialog");

  /* Loads a part of the page; whatever goes wrong, the page itself is still there to go to. */
  function load(address, put) {
    var mine = ++asked;
    dialog.setAttribute("aria-busy", "true");
    window.fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(function (html) {
      if (mine !== asked) { return; }
      dialog.removeAttribute("aria-busy");
      put(new DOMParser().parseFromString(html, "text/html"));
    }).catch(function () {
      if (mine === asked) { window.location.assign(address); }
    });
  }

  function whole(part) {
    fill.replaceChildren.apply(fill, Array.prototype.slice.call(part.body.childNodes));
    var field = fill.querySelector("input[type=search]");
    if (field) { field.focus(); }
  }

  function results(part) {
    var now = fill.querySelector("[data-places]"), then = part.querySelector("[data-places]");
    if (now && then) { now.replaceWith(then); }
    return then;
  }

  function links() { return Array.prototype.slice.call(fill.querySelectorAll(".gg-places-list a")); }

  function search(form) {
    load(form.action + "?" + new URLSearchParams(new FormData(form)).toString(), results);
  }

  opener.addEventListener("click", function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) { return; }
    event.preventDefault();
    dialog.showModal();
    load(opener.href, whole);
  });
  dialog.querySelector("[data-close]").addEventListener("click", function () { dialog.close(); });
  dialog.addEventListener("close", function () { asked += 1; opener.focus(); });
  dialog.addEventListener("click", function (event) {
    if (event.target === dialog) { dialog.close(); return; }
    var link = event.target.closest && event.target.closest("a[data-part]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    load(link.href, function (part) {
      var there = results(part), first = there && there.querySelector(".gg-places-list a");
      if (first) { first.focus(); }
    });
  });
  dialog.addEventListener("submit", function (event) {
    if (event.target.closest("[data-fill]")) { event.preventDefault(); search(event.target); }
  });
  dialog.addEventListener("input", function (event) {
    if (event.target.type !== "search") { return; }
    window.clearTimeout(typing);
    typing = window.setTimeout(search, 200, event.target.form);
  });
  /* Up and down walk through the places; from the field, down enters them. */
  dialog.addEventListener("keydown", function (event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") { return; }
    var all = links().filter(function (each) { return !each.hasAttribute("data-part"); });
    if (!all.length) { return; }
    var row = document.activeElement.closest && document.activeElement.closest("li");
    var at = row ? all.indexOf(row.querySelector("a")) : -1;
    event.preventDefault();
    if (at <= 0 && event.key === "ArrowUp") { fill.querySelector("input[type=search]").focus(); return; }
    all[Math.min(all.length - 1, at + (event.key === "ArrowDown" ? 1 : -1))].focus();
  });
})();

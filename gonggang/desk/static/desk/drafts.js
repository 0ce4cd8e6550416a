/* What somebody writes in a form marked data-draft outlives a session that ends: it stays in this tab until it is sent.
   Nothing is kept beyond the tab, for it may be about a person. */
(function () {
  "use strict";
  var store = window.sessionStorage, forms = document.querySelectorAll("form[data-draft]");
  var done = document.querySelector("[data-done]"), restored = false;

  function key(form) { return "draft:" + new URL(form.action, window.location.href).pathname; }

  function fields(form) {
    return Array.prototype.filter.call(form.elements, function (each) {
      return each.name && each.type !== "hidden" && each.type !== "file" && each.type !== "submit";
    });
  }

  function keep(form) {
    var values = {};
    fields(form).forEach(function (each) {
      if (each.type === "radio" || each.type === "checkbox") {
        if (each.checked) { values[each.name] = each.value; }
      } else if (each.value) { values[each.name] = each.value; }
    });
    try { store.setItem(key(form), JSON.stringify(values)); } catch (full) { /* the form still holds it */ }
  }

  function restore(form) {
    var values = null;
    try { values = JSON.parse(store.getItem(key(form))); } catch (broken) { values = null; }
    if (!values) { return; }
    fields(form).forEach(function (each) {
      if (values[each.name] === undefined) { return; }
      if (each.type === "radio" || each.type === "checkbox") {
        if (each.value === values[each.name] && !each.checked) { each.checked = true; restored = true; }
      } else if (!each.value && each.value !== values[each.name]) {
        each.value = values[each.name];
        restored = true;
        var fold = each.closest("details");
        if (fold) { fold.open = true; }
      }
    });
  }

  forms.forEach(function (form) {
    if (done && store.getItem(key(form) + ":sent")) { store.removeItem(key(form)); }
    store.removeItem(key(form) + ":sent");
    restore(form);
    form.addEventListener("input", function () { keep(form); });
    form.addEventListener("submit", function () { store.setItem(key(form) + ":sent", "1"); });
  });
  var note = document.getElementById("draft-restored");
  if (restored && note) { note.hidden = false; }
})();

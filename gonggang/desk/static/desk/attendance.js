/* The month sheet as a grid: marks by keyboard, fill by plan, paste from a spreadsheet, a draft that outlives the session.
   Without this file the page is a form with one line of text for each person; the grid writes into those same lines. */
(function () {
  "use strict";
  var form = document.querySelector("[data-sheet]");
  var printing = document.querySelector("[data-print]");
  if (printing) {
    printing.hidden = false;
    printing.addEventListener("click", function () { window.print(); });
  }
  var errors = document.getElementById("errors");
  if (errors) { errors.focus(); }
  if (!form) { return; }

  var KEYS = { "1": "√", "2": "○", "3": "△", "4": "×", "0": "休", "√": "√", "✓": "√", "○": "○", "△": "△", "×": "×", "休": "休",
    "v": "√", "o": "○", "x": "×", "/": "休" };
  var KINDS = { "√": "v", "○": "a", "△": "s", "×": "x", "休": "r" };
  var BLANK = form.dataset.blank;
  var draftKey = form.dataset.draft;
  var table = form.querySelector("table");
  var edit = "edit" in form.dataset;
  var rows = Array.prototype.map.call(table.querySelectorAll("tbody tr"), function (line) {
    var input = line.querySelector(".l input");
    var cells = Array.prototype.slice.call(line.children).filter(function (cell, place) {
      return place > (input ? 3 : 2) && !/\b[tm]\b/.test(cell.className);
    });
    var totals = line.querySelectorAll(".t");
    return { line: line, key: line.dataset.key, input: input, cells: cells, totals: totals, signs: [],
      first: Number(line.dataset.first), last: Number(line.dataset.last), before: line.dataset.before };
  });
  if (!edit || !rows.length) { remember(null); return; }
  var days = rows[0].cells.length;
  var undo = [];
  var at = { row: 0, day: 0 };
  var saved = savedTexts();

  /* What was stored, by row: the page says so in the field `was`, even when it comes back with what was typed. */
  function savedTexts() {
    var was = JSON.parse(form.querySelector('[name="was"]').value);
    var found = {};
    Object.keys(was).forEach(function (key) { found[key] = asText(split(was[key])); });
    return found;
  }
  function split(text) {
    var signs = Array.from(text.replace(/\s+$/, "")).map(function (sign) {
      return sign === BLANK || sign === "-" || sign === "_" || sign === "." || sign.trim() === "" ? " " : KEYS[sign] || sign;
    });
    while (signs.length < days) { signs.push(" "); }
    return signs;
  }
  function asText(signs) {
    return signs.join("").replace(/\s+$/, "").replace(/ /g, BLANK);
  }

  function show(row, day) {
    var sign = row.signs[day], cell = row.cells[day];
    var inside = day + 1 >= row.first && day + 1 <= row.last;
    var kind = sign === " " ? (inside ? "u" : "o") : KINDS[sign] || "q";
    if (kind === "v" && !inside) { kind = "q"; }
    cell.className = kind;
    cell.textContent = sign === " " ? (inside ? "" : "–") : sign === "休" ? "" : sign;
    cell.setAttribute("aria-label", (day + 1) + " " + (sign === " " ? BLANK : sign));
  }
  function put(row, day, sign) {
    if (row.signs[day] === sign) { return; }
    undo.push([row, day, row.signs[day]]);
    row.signs[day] = sign;
    show(row, day);
  }
  function settle(row) {
    row.input.value = asText(row.signs);
    count(row);
    sums();
    state();
    remember(texts());
  }
  function number(signs, wanted) {
    return signs.filter(function (sign) { return wanted.indexOf(sign) >= 0; }).length;
  }
  function count(row) {
    var present = number(row.signs, "√"), change = present - Number(row.before);
    row.totals[0].textContent = present;
    row.totals[1].textContent = number(row.signs, "○△") || "";
    row.totals[2].textContent = number(row.signs, "×") || "";
    if (row.before !== undefined) {
      row.totals[3].textContent = change === 0 ? "" : change > 0 ? "＋" + change : "－" + -change;
    }
  }
  function sums() {
    var foot = table.querySelector("tfoot");
    Array.prototype.forEach.call(foot.querySelectorAll("[data-sum]"), function (cell, day) {
      cell.textContent = rows.filter(function (row) { return row.signs[day] === "√"; }).length;
    });
    ["√", "○△", "×"].forEach(function (wanted, place) {
      foot.querySelectorAll(".t")[place].textContent = rows.reduce(function (sum, row) {
        return sum + number(row.signs, wanted);
      }, 0);
    });
  }
  function texts() {
    var found = {};
    rows.forEach(function (row) {
      if (row.input.value !== saved[row.key]) { found[row.key] = row.input.value; }
    });
    return found;
  }
  function state() {
    var words = form.querySelector("[data-dirty]"), n = Object.keys(texts()).length;
    words.textContent = n ? words.dataset.dirty.replace("{n}", n) : "";
    var lock = document.querySelector("[data-lock]");
    if (lock) { lock.disabled = n > 0; }
  }

  /* The draft: keys of rows and marks only, no name; kept until the sheet is stored. */
  function remember(found) {
    try {
      if (!found || !Object.keys(found).length) { window.localStorage.removeItem(draftKey); return; }
      var now = new Date();
      window.localStorage.setItem(draftKey, JSON.stringify({
        at: ("0" + now.getHours()).slice(-2) + ":" + ("0" + now.getMinutes()).slice(-2), rows: found }));
    } catch (full) { /* a browser that keeps nothing: the form still works */ }
  }
  function offerDraft() {
    var draft = null, box = document.getElementById("draft");
    try { draft = JSON.parse(window.localStorage.getItem(draftKey)); } catch (broken) { draft = null; }
    if (!draft) { return; }
    var different = rows.filter(function (row) {
      return draft.rows[row.key] !== undefined && draft.rows[row.key] !== row.input.value;
    });
    if ("saved" in form.dataset || !different.length) {
      if ("saved" in form.dataset) { remember(null); }
      return;
    }
    var words = box.querySelector("[data-draft-words]");
    words.textContent = words.dataset.draftWords.replace("{at}", draft.at).replace("{n}", different.length);
    box.hidden = false;
    box.querySelector("[data-draft-use]").addEventListener("click", function () {
      different.forEach(function (row) { take(row, draft.rows[row.key]); });
      box.hidden = true;
      go(at.row, at.day);
    });
    box.querySelector("[data-draft-drop]").addEventListener("click", function () {
      remember(texts());
      box.hidden = true;
    });
  }
  function take(row, text) {
    split(text).slice(0, days).forEach(function (sign, day) { put(row, day, sign); });
    settle(row);
  }

  function go(row, day) {
    rows[at.row].cells[at.day].tabIndex = -1;
    at = { row: Math.max(0, Math.min(rows.length - 1, row)), day: Math.max(0, Math.min(days - 1, day)) };
    var cell = rows[at.row].cells[at.day];
    cell.tabIndex = 0;
    cell.focus();
  }
  function onwards() {
    if (at.day + 1 < days) { go(at.row, at.day + 1); }
    else if (at.row + 1 < rows.length) { go(at.row + 1, 0); }
  }
  function mark(sign) {
    put(rows[at.row], at.day, sign);
    settle(rows[at.row]);
    onwards();
  }
  function back() {
    var last = undo.pop();
    if (!last) { return; }
    last[0].signs[last[1]] = last[2];
    show(last[0], last[1]);
    settle(last[0]);
    go(rows.indexOf(last[0]), last[1]);
  }
  function fill() {
    var plan = Array.from(form.dataset.plan);
    rows.forEach(function (row) {
      row.signs.forEach(function (sign, day) {
        if (sign === " " && day + 1 >= row.first && day + 1 <= row.last) { put(row, day, plan[day]); }
      });
      settle(row);
    });
  }

  var MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0] };
  table.addEventListener("keydown", function (event) {
    var cell = event.target.closest("td[tabindex]");
    if (!cell || event.isComposing || event.altKey) { return; }
    if (event.ctrlKey || event.metaKey) {
      if (event.key === "z") { event.preventDefault(); back(); }
      return;
    }
    var move = MOVES[event.key], sign = KEYS[event.key.toLowerCase()];
    if (move) { event.preventDefault(); go(at.row + move[0] * (event.shiftKey && event.key === "Enter" ? -1 : 1), at.day + move[1]); }
    else if (event.key === "Home") { event.preventDefault(); go(at.row, 0); }
    else if (event.key === "End") { event.preventDefault(); go(at.row, days - 1); }
    else if (event.key === "Delete" || event.key === " ") { event.preventDefault(); mark(" "); }
    else if (event.key === "Backspace") {
      event.preventDefault();
      put(rows[at.row], at.day, " ");
      settle(rows[at.row]);
      go(at.row, at.day - 1);
    }
    else if (sign) { event.preventDefault(); mark(sign); }
  });
  table.addEventListener("mousedown", function (event) {
    var cell = event.target.closest("td[tabindex]");
    if (!cell) { return; }
    rows.forEach(function (row, place) {
      var day = row.cells.indexOf(cell);
      if (day >= 0) { event.preventDefault(); go(place, day); }
    });
  });
  table.addEventListener("paste", function (event) {
    if (!event.target.closest("td[tabindex]")) { return; }
    event.preventDefault();
    var lines = (event.clipboardData || window.clipboardData).getData("text").replace(/\r/g, "").replace(/\n$/, "").split("\n");
    lines.forEach(function (line, down) {
      var row = rows[at.row + down];
      if (!row) { return; }
      (line.indexOf("\t") >= 0 ? line.split("\t") : Array.from(line)).forEach(function (text, right) {
        var sign = text.trim() === "" || text === BLANK ? " " : KEYS[text.trim().toLowerCase()] || Array.from(text.trim())[0];
        if (at.day + right < days) { put(row, at.day + right, sign); }
      });
      settle(row);
    });
    go(at.row, at.day);
  });
  Array.prototype.forEach.call(form.querySelectorAll("[data-sign]"), function (button) {
    button.addEventListener("mousedown", function (event) { event.preventDefault(); });
    button.addEventListener("click", function () { mark(button.dataset.sign); });
  });
  var filling = form.querySelector("[data-fill]");
  if (filling) {
    filling.addEventListener("click", function (event) {
      event.preventDefault();
      fill();
      go(0, 0);
    });
  }

  /* A row with more marks than days keeps its line of text, so that nothing of it is lost. */
  rows.forEach(function (row) {
    var signs = split(row.input.value);
    row.signs = signs.slice(0, days);
    if (signs.length > days) { row.line.classList.add("gg-att-long"); table.classList.add("gg-att-lines"); }
    row.cells.forEach(function (cell, day) { cell.tabIndex = -1; show(row, day); });
    row.input.addEventListener("input", function () {
      row.signs = split(row.input.value).slice(0, days);
      row.cells.forEach(function (cell, day) { show(row, day); });
      count(row);
      sums();
      state();
      remember(texts());
    });
  });
  rows[0].cells[0].tabIndex = 0;
  table.classList.add("gg-att-grid");
  table.setAttribute("role", "grid");
  var tools = form.querySelector("[data-only-script]");
  if (tools) { tools.hidden = false; }
  offerDraft();
  state();
  if ("unsaved" in form.dataset) { remember(texts()); }
})();

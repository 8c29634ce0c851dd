"use strict";
(function () {
  var box = document.getElementById("search"), count = document.getElementById("count");
  var rows = Array.prototype.slice.call(document.querySelectorAll("[data-words]"));
  var plain = function (text) {
    return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f'\u2019\u2018-]/g, "");
  };
  var words = rows.map(function (row) { return plain(row.getAttribute("data-words")); });
  box.hidden = false;
  box.addEventListener("input", function () {
    var wanted = plain(box.value).split(/\s+/).filter(Boolean), shown = 0;
    rows.forEach(function (row, at) {
      var fits = wanted.every(function (word) { return words[at].indexOf(word) >= 0; });
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    document.querySelectorAll("section[data-group]").forEach(function (group) {
      group.hidden = !group.querySelector("[data-words]:not([hidden])");
    });
    count.textContent = wanted.length ? shown + " of " + rows.length : "";
  });
})();

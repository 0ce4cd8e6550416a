/* Draws the figures of the table above it: plan, approved places and people in post of each place, each bar with its
   name and number. A bar leads to where its row leads. Without this script the table says everything. */
(function () {
  "use strict";
  var place = document.getElementById("quota-drawing"), data = document.getElementById("quota-data");
  if (!place || !data || !window.echarts) { return; }
  var figures = JSON.parse(data.textContent), style = window.getComputedStyle(document.documentElement);
  function token(name) { return style.getPropertyValue(name).trim(); }
  var colours = [token("--gg-line-2"), token("--gg-brand"), token("--gg-ink-3")];
  var rows = figures.names.length, narrow = place.clientWidth < 520;
  place.style.height = (rows * 54 + 48) + "px";
  place.hidden = false;
  var chart = window.echarts.init(place, null, { renderer: "canvas" });
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: token("--gg-sans") || "sans-serif", color: token("--gg-ink-2") },
    grid: { left: 8, right: narrow ? 88 : 120, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: "value", minInterval: 1, axisLabel: { color: token("--gg-ink-3"), hideOverlap: true },
             splitLine: { lineStyle: { color: token("--gg-line") } } },
    yAxis: { type: "category", inverse: true, data: figures.names, axisTick: { show: false },
             axisLabel: { color: token("--gg-ink"), width: narrow ? 84 : 160, overflow: "truncate" },
             axisLine: { lineStyle: { color: token("--gg-edge") } } },
    series: figures.bars.map(function (bar, index) {
      return {
        type: "bar", name: bar.name, barWidth: 10, barGap: "30%", itemStyle: { color: colours[index] },
        label: { show: true, position: "right", color: token("--gg-ink-2"), fontSize: 12,
                 formatter: function (each) {
                   var none = bar.values[each.dataIndex] === null;
                   return none ? (index ? "" : figures.none) : bar.name + " " + each.value;
                 } },
        data: bar.values.map(function (value) { return value === null ? { value: 0 } : value; })
      };
    })
  });
  chart.on("click", function (each) { window.location.assign(figures.opens[each.dataIndex]); });
  window.addEventListener("resize", function () { chart.resize(); });
})();

// Draws the columns of a table as charts above it: one for each column, days or months from left to right. Without this
// script the table is there all the same.
(() => {
  const table = document.querySelector("table[data-charts]");
  const place = table && document.getElementById(table.dataset.charts);
  if (!place || !window.uPlot) return;
  const rows = [...table.tBodies[0].rows].reverse();
  const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const times = rows.map((row) => row.querySelector("time"));
  const places = times.map((_, position) => position);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  const short = (position) => (times[position] ? times[position].textContent.replace(/\/(\d{4})$/, rows.length > 14 && rows.length < 40 ? "" : "/$1") : "");

  const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
  const whole = (_, splits) => splits.map((value) => (Number.isInteger(value) ? numbers.format(value) : ""));
  const draw = (column, ink) => {
    const box = document.createElement("figure");
    const caption = document.createElement("figcaption");
    caption.textContent = names[column];
    box.append(caption);
    place.append(box);
    const counts = rows.map((row) => Number(row.cells[column].dataset.count));
    const chart = new uPlot(
      {
        width: box.clientWidth, height: 180, padding: [8, 22, 0, 0],
        scales: { x: { time: false }, y: { range: (_, low, high) => [0, Math.max(4, high * 1.1)] } },
        axes: [
          { ...axis, grid: { show: false }, size: 32, space: 70, incrs: [1, 2, 3, 5, 6, 7, 10, 12, 24], values: (_, splits) => splits.map((one) => (Number.isInteger(one) ? short(one) : "")) },
          { ...axis, values: whole, size: 56 },
        ],
        series: [
          { label: names[0], value: (_, position) => (position == null ? "–" : short(position)) },
          { label: names[column], stroke: ink, fill: `${ink}22`, width: 2, points: { show: rows.length < 14 }, value: (_, count) => (count == null ? "–" : numbers.format(count)) },
        ],
        cursor: { drag: { x: false, y: false } },
      },
      [places, counts],
      box,
    );
    new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height: 180 })).observe(box);
  };
  place.hidden = false;
  [["--gold", 1], ["--red", 2], ["--good", 3]].forEach(([ink, column]) => draw(column, colour(ink)));
})();

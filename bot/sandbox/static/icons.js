// The few drawings the page needs; fonts cannot be relied on for them.

const PATHS = {
  clip: "M13.5 7.5 8 13a3 3 0 0 1-4.3-4.3L10 2.5a2 2 0 0 1 2.9 2.9L6.7 11.5a1 1 0 0 1-1.4-1.4L10.5 5",
  thread: "M2.5 3.5h11v7.5H8l-3 2.5V11H2.5zM5.5 6.2h5M5.5 8.4h3",
  bolt: "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z",
  dots: "M8 3.2v.1M8 8v.1M8 12.8v.1",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z",
  close: "m4 4 8 8M12 4l-8 8",
  back: "M13 8H3.5M7.5 4l-4 4 4 4",
  more: "M3.2 8h.1M8 8h.1M12.8 8h.1",
};

const SVG = "http://www.w3.org/2000/svg";

/** A drawing by name, hidden from screen readers: its button carries the words. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  const props = { viewBox: "0 0 16 16", width: 17, height: 17, fill: "none", stroke: "currentColor", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" };
  for (const [key, value] of Object.entries({ ...props, "stroke-width": ["dots", "more"].includes(name) ? 2.2 : 1.5, class: "drawn" })) svg.setAttribute(key, value);
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

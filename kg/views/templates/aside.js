// Names that have no room at their mark: somewhere near, tied to it by a thin line, over nothing else.

const TURNS = Array.from({ length: 24 }, (_, i) => (i * Math.PI) / 12);

// Round marks: between them names fit where the corners of their boxes would meet.
class Discs {
  constructor() { this.all = []; }
  take({ x, y }, r) { this.all.push([x, y, r]); }
  free([x0, y0, x1, y1]) {
    return this.all.every(([x, y, r]) => Math.hypot(x - Math.min(Math.max(x, x0), x1), y - Math.min(Math.max(y, y0), y1)) >= r);
  }
}

// The nearest free box of this size around a mark, within `reach` pixels; null where there is none.
function boxAside(ctx, sheet, marks, at, r, w, h, reach) {
  const wide = ctx.canvas.clientWidth, high = ctx.canvas.clientHeight;
  for (let gap = 10; gap <= reach; gap *= 1.35) {
    for (const turn of TURNS) {
      const across = Math.cos(turn), along = Math.sin(turn);
      const x = at.x + across * (r + gap + w / 2), y = at.y + along * (r + gap + h / 2);
      const box = [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
      if (box[0] < 2 || box[1] < 2 || box[2] > wide - 2 || box[3] > high - 2) continue;
      if (!sheet.free(box, 2) || !marks.free(box)) continue;
      const tie = tieTo(box, at, r);
      if (clear(sheet, tie)) return { box, tie };
    }
  }
  return null;
}

// From the rim of a mark to the nearest point of a box.
function tieTo(box, at, r) {
  const x = Math.min(Math.max(at.x, box[0]), box[2]), y = Math.min(Math.max(at.y, box[1]), box[3]);
  const angle = Math.atan2(y - at.y, x - at.x);
  return [at.x + Math.cos(angle) * r, at.y + Math.sin(angle) * r, x, y];
}

// Whether a line runs under no name.
function clear(sheet, [x0, y0, x1, y1]) {
  const steps = Math.ceil(Math.hypot(x1 - x0, y1 - y0) / 8);
  for (let i = 0; i < steps; i++) {
    const x = x0 + ((x1 - x0) * i) / steps, y = y0 + ((y1 - y0) * i) / steps;
    if (!sheet.free([x - 1, y - 1, x + 1, y + 1])) return false;
  }
  return true;
}

function drawTie(ctx, [x0, y0, x1, y1]) {
  ctx.save();
  ctx.lineWidth = 1;
  ctx.strokeStyle = colours.quiet;
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
  ctx.restore();
}

// In a small picture a name without room at its mark stands a little away, with a line to it.
function placeAside(ctx, sheet, marks, id, at, r) {
  const size = 11.5;
  ctx.font = size + "px " + FONT;
  for (const rows of [wrap(id), [clip(wrap(id).join(" "), LINE)]]) {
    const w = Math.max(...rows.map((row) => ctx.measureText(row).width)) + 6, h = rows.length * (size + 2) + 1;
    const found = boxAside(ctx, sheet, marks, at, r, w, h, Math.min(150, ctx.canvas.clientWidth / 6));
    if (!found) continue;
    ctx.globalAlpha = lit && !lit.has(id) ? 0.4 : 1;
    drawTie(ctx, found.tie);
    return writeLabel(ctx, sheet, id, rows, size, found.box, false);
  }
}

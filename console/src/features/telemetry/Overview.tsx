// SPDX-License-Identifier: Apache-2.0
import { type PointerEvent, useEffect, useRef } from 'react';
import { bar, type Row } from './rows';

/** So few can be seen without it. */
const FEW = 60;

function draw(canvas: HTMLCanvasElement, rows: readonly Row[], nanos: number, colors: Map<string, string>) {
  const pen = canvas.getContext('2d');
  if (pen === null) {
    return;
  }
  canvas.width = canvas.clientWidth * devicePixelRatio;
  canvas.height = canvas.clientHeight * devicePixelRatio;
  const each = canvas.height / rows.length;
  const paint = (row: Row, place: number, color: string) => {
    const { left, width } = bar(row.span, nanos);
    pen.fillStyle = color;
    pen.fillRect((left / 100) * canvas.width, place * each, (width / 100) * canvas.width, Math.max(1, each));
  };
  rows.forEach((row, place) => {
    paint(row, place, colors.get(row.span.service) ?? 'gray');
  });
  // above all others, as each of them has less than a point of the screen
  const failed = getComputedStyle(canvas).color;
  rows.forEach((row, place) => {
    if (row.span.error) {
      paint(row, place, failed);
    }
  });
}

/**
 * All rows at a glance, over the time of the trace, and which of them are on the screen. A pointer moves there; keys do the same in the rows.
 *
 * @param top where the screen begins, as a share of all rows
 * @param part how much of them it shows
 */
export function Overview({
  rows,
  nanos,
  colors,
  top,
  part,
  onTop,
}: {
  rows: readonly Row[];
  nanos: number;
  colors: Map<string, string>;
  top: number;
  part: number;
  onTop: (share: number) => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) {
      return;
    }
    const watched = new ResizeObserver(() => draw(element, rows, nanos, colors));
    watched.observe(element);
    return () => watched.disconnect();
  }, [rows, nanos, colors]);
  if (rows.length < FEW) {
    return null;
  }
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons === 1) {
      const box = event.currentTarget.getBoundingClientRect();
      onTop((event.clientY - box.top) / box.height - part / 2);
    }
  };
  return (
    <div
      className="overview"
      aria-hidden
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        move(event);
      }}
      onPointerMove={move}
    >
      <canvas ref={canvas} />
      <i style={{ top: `${100 * top}%`, height: `${100 * part}%` }} />
    </div>
  );
}

// SPDX-License-Identifier: Apache-2.0
const MEBI = 1024 * 1024;

/** As high as what will stand there. */
export const BLANK = '\u00a0';

/** Bytes as people read them: 812 MB, 1.6 GB (binary units, as the command line shows them). */
export function bytes(count: number): string {
  if (count < 1024 * MEBI) {
    return `${Math.round(count / MEBI)} MB`;
  }
  return `${(count / (1024 * MEBI)).toFixed(1)} GB`;
}

/** A rate with as many digits as say something. */
export function rate(perSecond: number): string {
  if (perSecond === 0) {
    return '0';
  }
  return perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString('en');
}

export function millis(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return '—';
  }
  if (value >= 1000) {
    return `${(value / 1000).toFixed(1)} s`;
  }
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}

/** How long something took, with three digits that say something. */
export function duration(nanos: number): string {
  const [value, unit] =
    nanos < 999_500
      ? [nanos / 1e3, 'µs']
      : nanos < 999_500_000
        ? [nanos / 1e6, 'ms']
        : nanos < 59_950_000_000
          ? [nanos / 1e9, 's']
          : [nanos / 6e10, 'min'];
  return `${Number(value.toPrecision(3)).toLocaleString('en')} ${unit}`;
}

/** A number with its thousands apart. */
export function count(number: number): string {
  return number.toLocaleString('en');
}

/** A share as percent; what is not nothing is not shown as nothing. */
export function percent(part: number, whole: number): string {
  if (whole === 0 || part === 0) {
    return '0 %';
  }
  const share = (100 * part) / whole;
  return share < 0.01 ? '<0.01 %' : `${share < 1 ? share.toFixed(2) : share.toFixed(1)} %`;
}

/** How long ago, in the largest unit that fits. */
export function ago(then: Date, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - then.getTime()) / 1000));
  if (seconds < 60) {
    return `${seconds} s ago`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ago`;
  }
  if (seconds < 86_400) {
    return `${Math.floor(seconds / 3600)} h ago`;
  }
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** A length of time, in the largest two units that say something. */
export function span(millis: number): string {
  const minutes = Math.floor(millis / 60_000);
  if (minutes < 1) {
    return `${Math.max(0, Math.ceil(millis / 1000))} s`;
  }
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  if (days > 0) {
    return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  }
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

/** Local time, to the second, in an order that sorts. */
export function moment(then: string): string {
  const date = new Date(then);
  const two = (number: number) => String(number).padStart(2, '0');
  return (
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  );
}

/** The time of day to the millisecond; with the day when that is not the one of `now`. */
export function clock(then: string, now: Date): string {
  const date = new Date(then);
  const whole = `${moment(then)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  return date.toDateString() === now.toDateString() ? whole.slice(11) : whole.slice(5);
}

/** What percents are of a share, and the other way round, without the dust of binary fractions. */
export const inPercent = (share: number) => Number((share * 100).toPrecision(12));
export const ofPercent = (percents: number) => Number((percents / 100).toPrecision(12));

/** Numbers as a person reads them. */
import { count } from '../base/counted';

/** Three significant digits, in scientific notation where it is shorter: 0.0312, 12.3, 3e-4. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return value.toExponential(1).replace('.0e', 'e').replace('e+', 'e');
  return size >= 1000 ? count(value) : String(Number(value.toPrecision(3)));
}

/** A setting’s value as text for a field: exact for integers, four digits otherwise. */
export function settingText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** Seconds → “8 s”, “3 min 05 s”, “2 h 10 min”, “5 d 7 h”. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${pad(s % 60)} s`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${pad(Math.floor((s % 3600) / 60))} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

/** How long ago a moment was: “just now”, “12 s ago”, “5 min ago”, “3 h ago”, then its date. */
export function ago(moment: string, now: number): string {
  const s = Math.round((now - Date.parse(moment)) / 1000);
  if (s < 2) return 'just now';
  if (s < 60) return `${s} s ago`;
  if (s < 3600) return `${Math.floor(s / 60)} min ago`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ago`;
  return new Date(moment).toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' });
}

/** A moment by the clock of the person who reads it: “Nov 21, 2026, 14:32”. */
export function dateTime(moment: string): string {
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Date(moment).toLocaleString('en', { day: 'numeric', month: 'short', year: 'numeric', ...time });
}

/** How much of a whole is done, both with the digits that suit the whole: “0.26 / 0.27”, “3.1 / 15.0”, “12 / 400”. */
export function outOf(done: number, whole: number): string {
  const digits = whole < 10 ? 2 : whole < 100 ? 1 : 0;
  return `${done.toFixed(digits)} / ${whole.toFixed(digits)}`;
}

/** “0.614 ± 0.002” or “57.3 [54.1, 60.4]” for a narrow column: it may break after the first number only. */
export function breakable(value: string): string {
  return value.replace('± ', '±\u00a0').replace(', ', ',\u00a0');
}

/** Where the long words of titles are divided: not all browsers know that of English words. */
const SYLLABLES =
  /Recon(?=struction)|base(?=line)|[Dd]iscrimi(?=nator)|[Aa]ccu(?=racy)|Auto(?=encode)|en(?=coded)|Dam(?=aged)|Orig(?=inal)|Pre(?=dicted)|Re(?=pair)/g;

/** A title for a narrow column, whose long words may break. */
export function hyphenated(title: string): string {
  return title.replace(SYLLABLES, '$&\u00ad');
}

/** Bytes in binary megabytes or gigabytes: “4.2 MB”, “1.5 GB”. */
export function megabytes(bytes: number): string {
  const size = bytes / 2 ** 20;
  if (size < 0.1) return 'under 0.1 MB';
  if (size >= 1000) return `${size < 10_000 ? (size / 1024).toFixed(1) : count(size / 1024)} GB`;
  return `${size < 10 ? size.toFixed(1) : count(size)} MB`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

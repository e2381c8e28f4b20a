/** The outline of a sound as the studio gives it: waveform-data of the BBC, version 2, 8 bit. */

export type Waveform = {
  sampleRate: number;
  samplesPerPixel: number;
  /** The lowest and the highest of each pixel in turn, -128 to 127. */
  peaks: Int8Array;
};

const HEADER = 24;
const FINEST = 256;
const COARSEST = 10;

/** Null where it is none. */
export function parsed(buffer: ArrayBuffer): Waveform | null {
  if (buffer.byteLength < HEADER) return null;
  const view = new DataView(buffer);
  const [version, flags, channels] = [
    view.getInt32(0, true),
    view.getUint32(4, true),
    view.getInt32(20, true),
  ];
  if (version !== 2 || (flags & 1) === 0 || channels !== 1) return null;
  const length = Math.min(view.getUint32(16, true), (buffer.byteLength - HEADER) >> 1);
  const sampleRate = view.getInt32(8, true);
  const samplesPerPixel = view.getInt32(12, true);
  if (sampleRate <= 0 || samplesPerPixel <= 0) return null;
  return { sampleRate, samplesPerPixel, peaks: new Int8Array(buffer, HEADER, 2 * length) };
}

/** The `zoom` to ask for, where a pixel is so many samples wide. */
export function zoomFor(samples: number): number {
  return Math.max(0, Math.min(COARSEST, Math.floor(Math.log2(Math.max(1, samples / FINEST)))));
}

/** The lowest and highest from one moment to another, -1 to 1; zeros beyond its end. */
export function peakOf(wave: Waveform, from: number, to: number): [low: number, high: number] {
  const each = wave.sampleRate / wave.samplesPerPixel;
  const first = Math.max(0, Math.floor(from * each));
  const last = Math.min(wave.peaks.length / 2, Math.max(first + 1, Math.ceil(to * each)));
  let low = 0;
  let high = 0;
  for (let at = first; at < last; at += 1) {
    low = Math.min(low, wave.peaks[2 * at] ?? 0);
    high = Math.max(high, wave.peaks[2 * at + 1] ?? 0);
  }
  return [low / 128, high / 127];
}

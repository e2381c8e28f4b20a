/** Pictures and films within a frame that is placed relatively. */

type MediaProps = {
  url: string;
  /** The whole of it, or as much as fills the frame. */
  fit: "contain" | "cover";
};

const FITS = { contain: "object-contain", cover: "object-cover" };

export function Still({ url, fit }: MediaProps) {
  return (
    <img
      src={url}
      alt=""
      draggable={false}
      decoding="async"
      className={`absolute inset-0 size-full ${FITS[fit]}`}
    />
  );
}

/** A film that runs over its still, unheard, again and again. */
export function Loop({ url, fit }: MediaProps) {
  return (
    <video
      src={url}
      muted
      loop
      autoPlay
      playsInline
      aria-hidden
      className={`absolute inset-0 size-full ${FITS[fit]}`}
    />
  );
}

/** Whether whoever looks at it asked for less motion. */
export function stillPlease(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

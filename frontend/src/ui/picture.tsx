import { clsx } from "clsx";
import { type ReactNode, useState } from "react";

type PictureProps = {
  url: string | null;
  /** What it shows; empty where words beside it say so. */
  alt?: string;
  className?: string;
  /** What stands there without a picture, or while it cannot be had. */
  instead: ReactNode;
};

/** A picture from elsewhere, which may be missing, late or gone. */
export function Picture({ url, alt = "", className, instead }: PictureProps) {
  const [failed, setFailed] = useState<string | null>(null);
  const frame = clsx("grid place-items-center overflow-hidden bg-well text-faint", className);
  if (url === null || failed === url) return <div className={frame}>{instead}</div>;
  return (
    <div className={frame}>
      <img
        src={url}
        alt={alt}
        loading="lazy"
        decoding="async"
        draggable={false}
        className="size-full object-cover"
        onError={() => setFailed(url)}
      />
    </div>
  );
}

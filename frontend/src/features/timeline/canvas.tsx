import { useEffect, useEffectEvent, useRef } from "react";
import { useTheme } from "@/ui/theme";
import type { View } from "./use-view";

/** What a drawing needs to know: the window in pixels, and the colours of the page. */
export type Sheet = {
  pen: CanvasRenderingContext2D;
  left: number;
  width: number;
  height: number;
  scale: number;
  colour: (name: string) => string;
};

type CanvasProps = { view: View; height: number; className?: string; draw: (sheet: Sheet) => void };

/** A drawing as wide as the window, which stays in it while what it shows is scrolled. */
export function Canvas({ view, height, className = "", draw }: CanvasProps) {
  const element = useRef<HTMLCanvasElement>(null);
  useTheme();
  const { width, scale, onPaint, leftNow } = view;
  const paint = useEffectEvent(() => {
    const canvas = element.current;
    const pen = canvas?.getContext("2d");
    if (!canvas || !pen || width <= 0) return;
    const dots = devicePixelRatio;
    const [wide, high] = [Math.round(width * dots), Math.round(height * dots)];
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
    }
    pen.setTransform(dots, 0, 0, dots, 0, 0);
    pen.clearRect(0, 0, width, height);
    const style = getComputedStyle(canvas);
    const colour = (name: string) => style.getPropertyValue(`--${name}`);
    draw({ pen, left: leftNow(), width, height, scale, colour });
  });
  useEffect(() => onPaint(() => paint()), [onPaint]);
  // Whatever it is that is another now.
  useEffect(() => paint());
  return (
    <canvas
      ref={element}
      aria-hidden
      className={`pointer-events-none block ${className}`}
      style={{ width, height }}
    />
  );
}

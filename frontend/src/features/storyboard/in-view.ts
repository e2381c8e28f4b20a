import { useState, useSyncExternalStore } from "react";

/** Which scene is in view: known to who asks, so that scrolling renders nothing but the rows. */
export type InView = {
  get: () => string | null;
  set: (sceneId: string | null) => void;
  subscribe: (listener: () => void) => () => void;
};

export function inViewFrom(first: string | null): InView {
  let current = first;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set(sceneId) {
      if (sceneId === current) return;
      current = sceneId;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useInView(first: string | null): InView {
  const [store] = useState(() => inViewFrom(first));
  return store;
}

export function useSceneInView({ subscribe, get }: InView): string | null {
  return useSyncExternalStore(subscribe, get);
}

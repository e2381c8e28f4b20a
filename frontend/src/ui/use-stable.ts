import { useLayoutEffect, useMemo, useRef } from "react";

type Functions = Record<string, (...args: never[]) => unknown>;

/** The same functions for good, which do what the latest ones do: for parts that render seldom. */
export function useStable<All extends Functions>(functions: All): All {
  const latest = useRef(functions);
  useLayoutEffect(() => {
    latest.current = functions;
  });
  const names = Object.keys(functions).join();
  return useMemo(
    () =>
      Object.fromEntries(
        names
          .split(",")
          .map((name) => [name, (...args: never[]) => latest.current[name]?.(...args)]),
      ) as All,
    [names],
  );
}

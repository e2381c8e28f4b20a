import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { type Family, type Preset, settingsLine } from "@/graphql/catalogue";
import { targetWords } from "./words";

type RowProps = {
  preset: Preset;
  families: ReadonlyMap<string, Family>;
  isOpen: boolean;
};

/** A preset in the list: what it is called, what it is for, what it says. */
export function PresetRow({ preset, families, isOpen }: RowProps) {
  const { name, isDefault, isBuiltin, settings, description } = preset;
  return (
    <li
      className={clsx(
        "relative flex min-h-11 items-center gap-4 rounded-md px-2 py-1.5 transition-colors",
        isOpen ? "bg-accent-wash" : "hover:bg-hover",
      )}
    >
      <div className="min-w-0 grow basis-0">
        <p className="flex items-baseline gap-2">
          <Link
            to="/presets"
            search={(before) => ({ ...before, preset: preset.id })}
            data-step
            aria-current={isOpen}
            className="min-w-0 truncate text-sm font-medium leading-6 after:absolute after:inset-0 after:rounded-md"
          >
            {name}
          </Link>
          {isDefault ? (
            <span className="shrink-0 rounded-sm border border-edge px-1 text-2xs text-soft">
              Default
            </span>
          ) : null}
        </p>
        <p className="truncate text-xs text-soft">
          {settingsLine(settings) || description || "All is left to the family"}
        </p>
      </div>
      <p className="w-44 shrink-0 truncate text-xs text-soft max-sm:hidden">
        {targetWords(preset, families)}
      </p>
      <p className="w-28 shrink-0 truncate text-right text-xs text-soft max-md:hidden">
        {isBuiltin ? "With the studio" : "Yours"}
      </p>
    </li>
  );
}

import {
  Magnet,
  Maximize2,
  Minus,
  Music2,
  Pause,
  Play,
  Plus,
  Repeat,
  SkipBack,
  UnfoldHorizontal,
} from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { registry, run } from "@/actions/registry";
import { timecode } from "@/editor/time";
import { Button, IconButton } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { useDesk } from "./desk";
import { useHandle, usePlaying } from "./playing";
import { UNITS, type Unit } from "./ticks";
import type { Preferences } from "./use-preferences";

const UNIT_NAMES: Record<Unit, string> = {
  timecode: "Timecode",
  seconds: "Seconds",
  frames: "Frames",
};
const BEAT_NAMES: Record<Preferences["beats"], string> = {
  all: "Show and snap to beats",
  bars: "Show and snap to bars",
  none: "No beats",
};

type ToolbarProps = {
  onChange: (part: Partial<Preferences>) => void;
  onAdd: () => void;
  /** How many overlaps and gaps there are. */
  warning: ReactNode;
};

/** Playing, and how the timeline is worked on. */
export function Toolbar({ onChange, onAdd, warning }: ToolbarProps) {
  const { preferences } = useDesk();
  const { seek } = useHandle();
  const { snap, ripple, loop } = preferences;
  return (
    <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-1 border-y border-line bg-panel px-2 py-1">
      <IconButton label="To the beginning" keys="Home" onClick={() => seek(0)}>
        <SkipBack size={16} />
      </IconButton>
      <PlayButton />
      <Switch label="Loop" keys="Shift+l" on={loop} onTurn={() => onChange({ loop: !loop })}>
        <Repeat size={15} />
      </Switch>
      <Moment />
      {warning}
      <span className="grow" />
      <Button look="quiet" size="sm" onClick={onAdd} aria-label="Add music">
        <Music2 size={14} aria-hidden />
        <span className="max-lg:hidden">Add music</span>
      </Button>
      <Switch label="Snap" keys="s" on={snap} onTurn={() => onChange({ snap: !snap })}>
        <Magnet size={15} />
      </Switch>
      <Switch
        label="Ripple: other shots make room"
        keys="r"
        on={ripple}
        onTurn={() => onChange({ ripple: !ripple })}
      >
        <UnfoldHorizontal size={15} />
      </Switch>
      <Looks onChange={onChange} />
      <Zoom />
    </div>
  );
}

function PlayButton() {
  const { playing, toggle } = usePlaying();
  return useMemo(
    () => (
      <IconButton label={playing ? "Pause" : "Play"} keys="Space" look="plain" onClick={toggle}>
        {playing ? <Pause size={16} /> : <Play size={16} />}
      </IconButton>
    ),
    [playing, toggle],
  );
}

function Moment() {
  const { film, rate } = useDesk();
  const { frame, speed } = usePlaying();
  return (
    <>
      <span className="px-2 font-mono text-xs text-ink tabular-nums">
        {timecode(frame, rate)}
        <span className="text-faint max-md:hidden"> / {timecode(film.frames, rate)}</span>
      </span>
      <span className="w-6 text-2xs text-faint tabular-nums">
        {speed !== 0 && speed !== 1 ? `${speed}×` : null}
      </span>
    </>
  );
}

function Looks({ onChange }: Pick<ToolbarProps, "onChange">) {
  const { preferences } = useDesk();
  const { unit, beats } = preferences;
  return (
    <Menu
      label="Ruler"
      items={[
        ...UNITS.map((one) => ({
          id: one,
          label: UNIT_NAMES[one],
          checked: one === unit,
          onSelect: () => onChange({ unit: one }),
        })),
        { id: "line", separator: true as const },
        ...(["all", "bars", "none"] as const).map((one) => ({
          id: one,
          label: BEAT_NAMES[one],
          checked: one === beats,
          onSelect: () => onChange({ beats: one }),
        })),
      ]}
    >
      <Button look="quiet" size="sm" aria-label={`Ruler: ${UNIT_NAMES[unit]}`}>
        {UNIT_NAMES[unit]}
      </Button>
    </Menu>
  );
}

function Zoom() {
  const { view } = useDesk();
  const press = (id: string) => () => run(registry.find(id));
  return (
    <div className="flex items-center">
      <IconButton label="Zoom out" keys="-" onClick={press("timeline.zoomOut")}>
        <Minus size={15} />
      </IconButton>
      <IconButton label="Zoom in" keys="+" onClick={press("timeline.zoomIn")}>
        <Plus size={15} />
      </IconButton>
      <IconButton
        label="The whole film"
        keys="\"
        aria-pressed={view.fits}
        onClick={press("timeline.fit")}
      >
        <Maximize2 size={14} />
      </IconButton>
    </div>
  );
}

type SwitchProps = {
  label: string;
  keys: string;
  on: boolean;
  onTurn: () => void;
  children: ReactNode;
};

function Switch({ label, keys, on, onTurn, children }: SwitchProps) {
  return (
    <IconButton
      label={label}
      keys={keys}
      aria-pressed={on}
      onClick={onTurn}
      className={on ? "bg-accent-wash text-accent hover:bg-accent-wash hover:text-accent" : ""}
    >
      {children}
    </IconButton>
  );
}

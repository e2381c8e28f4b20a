/** One control for each thing that can be chosen of an export. */
import type { ReactNode } from "react";
import { ChoiceField, TextField } from "@/ui/field";
import { Check } from "./check";
import type { Option } from "./formats";
import { type About, type Choices, canDrop, type Problems, type Size, sized } from "./wish";

export type FieldProps = {
  choices: Choices;
  about: About;
  problems: Problems;
  onChange: (part: Partial<Choices>) => void;
};

const RATES: readonly [value: string, label: string][] = [
  ["24000/1001", "23.976"],
  ["24", "24"],
  ["25", "25"],
  ["30000/1001", "29.97"],
  ["30", "30"],
  ["48", "48"],
  ["50", "50"],
  ["60000/1001", "59.94"],
  ["60", "60"],
];
const VERSIONS = ["1.9", "1.10", "1.11", "1.12", "1.13"];
const PANELS = ["1", "2", "3", "4", "6", "8", "9", "12"];

function rateWords(fps: string): string {
  return RATES.find(([value]) => value === fps)?.[1] ?? fps;
}

type Turn =
  | "parameters"
  | "beats"
  | "longReels"
  | "captions"
  | "burnTimecode"
  | "burnNames"
  | "panAndZoom"
  | "sound"
  | "dropFrame";

function turning(name: Turn, label: string, hint?: string) {
  return ({ choices, onChange }: FieldProps) => (
    <Check
      label={label}
      {...(hint ? { hint } : {})}
      on={choices[name]}
      onTurn={(on) => onChange({ [name]: on })}
    />
  );
}

export const DropFrame = turning("dropFrame", "Drop-frame timecode");

function StartTimecode({ choices, about, problems, onChange }: FieldProps) {
  const drops = canDrop(choices.rate || about.fps);
  return (
    <TextField
      label="First timecode"
      value={choices.startTimecode}
      placeholder={drops && choices.dropFrame ? "01:00:00;00" : "01:00:00:00"}
      error={problems.startTimecode ?? problems.dropFrame ?? null}
      onChange={(event) => onChange({ startTimecode: event.target.value })}
    />
  );
}

function Folder({ choices, problems, onChange }: FieldProps) {
  return (
    <TextField
      label="Folder of the takes"
      value={choices.folder}
      placeholder="Beside the file"
      hint="Where you will unpack them, such as /Volumes/Film."
      error={problems.folder ?? null}
      onChange={(event) => onChange({ folder: event.target.value })}
    />
  );
}

function Rate({ choices, about, problems, onChange }: FieldProps) {
  return (
    <ChoiceField
      label="Frames a second"
      value={choices.rate}
      error={problems.rate ?? null}
      choices={[
        { value: "", label: `As the project: ${rateWords(about.fps)}` },
        ...RATES.map(([value, label]) => ({ value, label })),
      ]}
      onChange={(event) => onChange({ rate: event.target.value })}
    />
  );
}

const LINES: readonly { lines: number; size: Size }[] = [
  { lines: 720, size: "720" },
  { lines: 1080, size: "1080" },
  { lines: 2160, size: "2160" },
];

function PictureSize({ choices, about, problems, onChange }: FieldProps) {
  const { size, width, height } = choices;
  const own = size === "own";
  const sizes: { value: Size; label: string }[] = [
    { value: "", label: `As the project: ${about.width} × ${about.height}` },
    ...LINES.map(({ lines, size: value }) => {
      const is = sized(lines, about);
      return { value, label: `${is.width} × ${is.height}` };
    }),
    { value: "own", label: "Another size" },
  ];
  function choose(value: string) {
    const found = sizes.find((one) => one.value === value);
    if (!found) return;
    const first = { width: String(about.width), height: String(about.height) };
    onChange({ size: found.value, ...(found.value === "own" && !width ? first : {}) });
  }
  return (
    <div className="flex flex-col gap-2">
      <ChoiceField
        label="Size"
        value={size}
        choices={sizes}
        onChange={(event) => choose(event.target.value)}
      />
      {own ? (
        <div className="grid grid-cols-2 gap-2">
          <TextField
            label="Width"
            inputMode="numeric"
            value={width}
            error={problems.width ?? null}
            onChange={(event) => onChange({ width: event.target.value })}
          />
          <TextField
            label="Height"
            inputMode="numeric"
            value={height}
            error={problems.height ?? null}
            onChange={(event) => onChange({ height: event.target.value })}
          />
        </div>
      ) : null}
    </div>
  );
}

function Range({ choices, problems, onChange }: FieldProps) {
  return (
    <div className="grid grid-cols-2 gap-2">
      <TextField
        label="From frame"
        value={choices.first}
        placeholder="The start"
        error={problems.firstFrame ?? null}
        onChange={(event) => onChange({ first: event.target.value })}
      />
      <TextField
        label="To frame, inclusive"
        value={choices.last}
        placeholder="The end"
        error={problems.lastFrame ?? null}
        onChange={(event) => onChange({ last: event.target.value })}
      />
      {problems.firstFrame || problems.lastFrame ? null : (
        <p className="col-span-2 -mt-1 text-xs text-faint">
          Counted from 0{choices.scope === "film" ? "" : " of the chosen part"}, in frames or as
          00:00:05:00.
        </p>
      )}
    </div>
  );
}

function Loudness({ choices, problems, onChange }: FieldProps) {
  return (
    <TextField
      label="Loudness in LUFS"
      inputMode="numeric"
      value={choices.loudness}
      hint="−16 for the web, −23 for broadcast."
      error={problems.loudness ?? null}
      onChange={(event) => onChange({ loudness: event.target.value.replace("\u2212", "-") })}
    />
  );
}

function Handles({ choices, problems, onChange }: FieldProps) {
  return (
    <TextField
      label="Handles, in frames"
      inputMode="numeric"
      value={choices.handles}
      hint="Kept before and after what is shown."
      error={problems.handles ?? null}
      onChange={(event) => onChange({ handles: event.target.value })}
    />
  );
}

type One<Name extends keyof Choices> = readonly { value: Choices[Name]; label: string }[];

/** A field with a few values. */
function oneOf<Name extends "takes" | "codec" | "quality" | "fcpxmlVersion" | "panels">(
  name: Name,
  label: string,
  values: One<Name>,
) {
  return ({ choices, problems, onChange }: FieldProps) => (
    <ChoiceField
      label={label}
      value={choices[name]}
      error={problems[name] ?? null}
      choices={values.map(({ value, label: words }) => ({ value, label: words }))}
      onChange={(event) => {
        const found = values.find(({ value }) => value === event.target.value);
        if (found) onChange({ [name]: found.value });
      }}
    />
  );
}

/** Those that are turned on or off stand together. */
export const TURNED: ReadonlySet<Option> = new Set<Option>([
  ...(["parameters", "beats", "longReels", "captions"] as const),
  ...(["burnTimecode", "burnNames", "panAndZoom", "sound"] as const),
]);

export const FIELDS: Record<Option, (props: FieldProps) => ReactNode> = {
  takes: oneOf("takes", "Takes", [
    { value: "SELECTED", label: "The picked one of each shot" },
    { value: "ALL", label: "All, as alternates" },
  ]),
  rate: Rate,
  size: PictureSize,
  startTimecode: StartTimecode,
  folder: Folder,
  fcpxmlVersion: oneOf("fcpxmlVersion", "Version of FCPXML", [
    { value: "", label: "1.9: most programs read it" },
    ...VERSIONS.slice(1).map((value) => ({ value, label: value })),
  ]),
  codec: oneOf("codec", "Media", [
    { value: "ORIGINAL", label: "The files as they are" },
    { value: "PRORES", label: "ProRes 422 HQ" },
    { value: "DNXHR", label: "DNxHR HQ" },
    { value: "H264", label: "H.264, small" },
  ]),
  quality: oneOf("quality", "Quality", [
    { value: "FINAL", label: "Final: as good as it gets" },
    { value: "PREVIEW", label: "Preview: quick, 720 lines" },
  ]),
  panels: oneOf(
    "panels",
    "Panels on a page",
    PANELS.map((value) => ({ value, label: value })),
  ),
  handles: Handles,
  loudness: Loudness,
  range: Range,
  parameters: turning("parameters", "Tell how takes were made", "Prompts, seeds and models."),
  beats: turning("beats", "Beats of the music as markers"),
  longReels: turning("longReels", "EDL reels of up to 32 characters"),
  captions: turning("captions", "Captions"),
  burnTimecode: turning("burnTimecode", "Timecode in the picture"),
  burnNames: turning("burnNames", "Scene and shot in the picture"),
  panAndZoom: turning("panAndZoom", "Slow movement over stills"),
  sound: turning("sound", "Sound"),
};

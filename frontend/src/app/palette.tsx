import { useParams } from "@tanstack/react-router";
import { Command, useCommandState } from "cmdk";
import { Dialog } from "radix-ui";
import { lazy, useId, useState } from "react";
import { useProject } from "@/graphql/project";
import { Keys } from "@/ui/keys";
import { Later } from "@/ui/later";
import { useFocusBack } from "@/ui/use-focus-back";
import { type Choice, useChoices } from "./palette-entries";
import { recent } from "./recent";

const PriceBeside = lazy(() =>
  import("@/graphql/price-beside").then((module) => ({ default: module.PriceBeside })),
);

const ROW =
  "flex h-9 cursor-default items-center justify-between gap-3 rounded-md px-3 text-sm data-[selected=true]:bg-hover data-[disabled=true]:opacity-45";

type PaletteProps = {
  open: boolean;
  /** What was typed while it came. */
  begun: string;
  onClose: () => void;
};

/** Every action there is now, and every project, scene and shot, by a few letters. */
export function Palette({ open, begun, onClose }: PaletteProps) {
  const focus = useFocusBack(toEnd);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-veil" />
        <Dialog.Content
          data-modal
          aria-describedby={undefined}
          {...focus}
          className="fixed left-1/2 top-[12vh] z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 animate-enter overflow-hidden rounded-lg bg-panel shadow-float"
        >
          <Dialog.Title className="sr-only">Search and do</Dialog.Title>
          <Command label="Search and do" loop shouldFilter={false}>
            <Contents begun={begun} onClose={onClose} />
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Radix would choose the text as well, and the next letter take its place. */
function toEnd(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement)
    event.currentTarget.querySelector("input")?.focus();
}

type ContentsProps = Omit<PaletteProps, "open">;

function Contents(props: ContentsProps) {
  const { projectId } = useParams({ strict: false });
  return projectId ? (
    <InProject projectId={projectId} {...props} />
  ) : (
    <Inside project={null} {...props} />
  );
}

function InProject({ projectId, ...props }: ContentsProps & { projectId: string }) {
  const { project } = useProject(projectId);
  return <Inside project={project ?? null} {...props} />;
}

type InsideProps = ContentsProps & { project: Parameters<typeof useChoices>[1] };

function Inside({ project, begun, onClose }: InsideProps) {
  const [text, setText] = useState(begun);
  const groups = useChoices(text.trim(), project);

  function choose(choice: Choice) {
    recent.note(choice);
    onClose();
    // After the palette has given the focus back, which the act may want for itself.
    requestAnimationFrame(choice.run);
  }
  return (
    <>
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder={
          project ? "Find a shot, a scene, or something to do" : "What do you want to do?"
        }
        className="h-12 w-full border-b border-line bg-transparent px-4 text-base outline-none"
      />
      <Command.List className="max-h-[50vh] overflow-y-auto p-2">
        <Command.Empty className="px-3 py-6 text-center text-sm text-soft">
          Nothing by that name.
        </Command.Empty>
        {groups.map(({ group, entries }) => (
          <Heading key={group} name={group}>
            {entries.map((choice) => (
              <Row key={choice.key} choice={choice} onChoose={() => choose(choice)} />
            ))}
          </Heading>
        ))}
      </Command.List>
    </>
  );
}

function Row({ choice, onChoose }: { choice: Choice; onChoose: () => void }) {
  const { key, title, detail, keys, blocked, price } = choice;
  const held = useCommandState(({ value }) => value === key);
  const aside = useId();
  return (
    <Command.Item
      value={key}
      className={ROW}
      disabled={Boolean(blocked)}
      onSelect={onChoose}
      aria-describedby={price ? aside : undefined}
    >
      <span className="min-w-0 grow truncate">
        {title}
        {detail || blocked ? (
          <span className="ml-2 text-xs text-faint">{blocked ?? detail}</span>
        ) : null}
      </span>
      {price && !blocked ? (
        <span id={aside} aria-hidden>
          <Later>
            <PriceBeside of={price} asks={held} />
          </Later>
        </span>
      ) : null}
      {keys ? <Keys keys={keys} /> : null}
    </Command.Item>
  );
}

function Heading({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <Command.Group
      heading={name}
      className="mb-1 [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint"
    >
      {children}
    </Command.Group>
  );
}

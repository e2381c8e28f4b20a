import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Dialog } from "radix-ui";
import { useDeferredValue, useState } from "react";
import { useQuery } from "urql";
import { type Action, run, useRegistered } from "@/actions/registry";
import { graphql } from "@/graphql/tada";
import { Keys } from "@/ui/keys";
import { useFocusBack } from "@/ui/use-focus-back";

const FindProjects = graphql(`
  query FindProjects($name: String) {
    projects(first: 6, filter: { name: $name }) {
      nodes {
        id
        name
      }
    }
  }
`);

const ROW =
  "flex h-9 cursor-default items-center justify-between gap-3 rounded-md px-3 text-sm data-[selected=true]:bg-hover data-[disabled=true]:opacity-45";

/** Every action there is now, and every project, by a few letters. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const focus = useFocusBack();
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
          <Command label="Search and do" loop>
            <Inside onClose={onClose} />
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Inside({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const [{ data }] = useQuery({
    query: FindProjects,
    variables: { name: wanted },
    pause: wanted === "",
  });
  const registered = useRegistered().filter((action) => !action.hidden);
  // What cannot be done now is shown to those who look for it, with the reason.
  const actions = wanted ? registered : registered.filter((action) => !action.blocked);
  const groups = Object.entries(Object.groupBy(actions, (action) => action.group));
  const projects = wanted ? (data?.projects.nodes ?? []) : [];

  function choose(act: () => void) {
    onClose();
    // After the palette has given the focus back, which the act may want for itself.
    requestAnimationFrame(act);
  }

  return (
    <>
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder="What do you want to do?"
        className="h-12 w-full border-b border-line bg-transparent px-4 text-base outline-none"
      />
      <Command.List className="max-h-[50vh] overflow-y-auto p-2">
        <Command.Empty className="px-3 py-6 text-center text-sm text-soft">
          Nothing by that name.
        </Command.Empty>
        {projects.length > 0 ? (
          <Heading name="Projects">
            {projects.map((project) => (
              <Command.Item
                key={project.id}
                value={`${project.name} ${project.id}`}
                className={ROW}
                onSelect={() =>
                  choose(
                    () =>
                      void navigate({
                        to: "/projects/$projectId",
                        params: { projectId: project.id },
                      }),
                  )
                }
              >
                {project.name}
              </Command.Item>
            ))}
          </Heading>
        ) : null}
        {groups.map(([group, members]) => (
          <Heading key={group} name={group}>
            {members?.map((action) => (
              <Entry key={action.id} action={action} onChoose={() => choose(() => run(action))} />
            ))}
          </Heading>
        ))}
      </Command.List>
    </>
  );
}

function Entry({ action, onChoose }: { action: Action; onChoose: () => void }) {
  return (
    <Command.Item
      value={`${action.label} ${action.group}`}
      className={ROW}
      disabled={Boolean(action.blocked)}
      onSelect={onChoose}
    >
      <span>
        {action.label}
        {action.blocked ? <span className="ml-2 text-xs text-faint">{action.blocked}</span> : null}
      </span>
      {action.keys ? <Keys keys={action.keys} /> : null}
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

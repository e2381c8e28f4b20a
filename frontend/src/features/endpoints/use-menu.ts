import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import { type Act, useAct } from "@/graphql/act";
import type { Endpoint } from "@/graphql/entities";
import type { MenuItem } from "@/ui/menu";
import { AskForModels, UpdateEndpoint } from "./documents";

export type Opened = "edit" | "key" | "remove";

/** What can be done with an endpoint beside testing it. */
export function useMenu(endpoint: Endpoint, onOpen: (what: Opened) => void): MenuItem[] {
  const act = useAct();
  const { id, name, enabled, isLocal, isRemovable, provider } = endpoint;
  const enable = (on: boolean) => () => act(UpdateEndpoint, { id, enabled: on });
  const tellsModels = provider === "COMFYUI" && !isLocal;
  return [
    { id: "edit", label: isRemovable ? "Edit" : "Rename", onSelect: () => onOpen("edit") },
    {
      id: "enable",
      label: enabled ? "Disable" : "Enable",
      onSelect: () =>
        void history.do({
          label: `${enabled ? "Disabled" : "Enabled"} ${name}`,
          run: enable(!enabled),
          undo: enable(enabled),
        }),
    },
    ...(tellsModels
      ? [
          {
            id: "models",
            label: "Ask which models it has",
            onSelect: () => void askForModels(act, endpoint),
          },
        ]
      : []),
    ...(provider === "PULL"
      ? [{ id: "key", label: "Make a new key", onSelect: () => onOpen("key") }]
      : []),
    ...(isRemovable
      ? [
          { id: "line", separator: true as const },
          { id: "delete", label: "Remove", danger: true, onSelect: () => onOpen("remove") },
        ]
      : []),
  ];
}

async function askForModels(act: Act, { id, name }: Pick<Endpoint, "id" | "name">): Promise<void> {
  notices.say(`Asking ${name} which models it has …`);
  const outcome = await act(AskForModels, { endpointId: id });
  if (!outcome.ok) {
    const again = () => void askForModels(act, { id, name });
    notices.problems(outcome.problems, again, `models ${id}`);
    return;
  }
  const news = outcome.payload.changed ? "other files than before" : "the same files as before";
  notices.say(`${name} has ${news}.`);
}

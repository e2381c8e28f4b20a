import type { Parameter } from "./documents";
import type { Values } from "./use-workflow-acts";

/** What a form says of a template's parameters; what is left empty or as it was is not said. */
export function parametersOf(
  parameters: readonly Pick<Parameter, "name" | "kind" | "default">[],
  form: Pick<FormData, "get">,
): Values {
  const found: Record<string, unknown> = {};
  for (const one of parameters) {
    const text = String(form.get(`own ${one.name}`) ?? "").trim();
    if (text === "" || text === String(one.default)) continue;
    if (one.kind === "INTEGER" || one.kind === "NUMBER") found[one.name] = Number(text);
    else if (one.kind === "BOOLEAN") found[one.name] = text === "true";
    else found[one.name] = text;
  }
  return found;
}

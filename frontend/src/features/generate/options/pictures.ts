/** Which pictures of the film a render looks at, as far as the chosen family can. */
import type { Family } from "@/graphql/catalogue";
import type { MediaKind } from "@/graphql/entities";

export type Pictures = {
  startTakeId: string | null;
  endTakeId: string | null;
  /** Two at most, looked at beside the one that is edited. */
  referenceTakeIds: readonly string[];
  faceTakeId: string | null;
  /** 0 to 1; null for all of it. */
  faceStrength: number | null;
  faceBlending: number | null;
};

export const NO_PICTURES: Pictures = {
  startTakeId: null,
  endTakeId: null,
  referenceTakeIds: [],
  faceTakeId: null,
  faceStrength: null,
  faceBlending: null,
};

export type Role = "start" | "end" | "reference1" | "reference2" | "face";

type Known = Pick<Family, "label" | "tasks">;
type Offered = {
  roles: readonly (readonly [Role, string])[];
  /** Why the others are not offered, in one line; empty where all are. */
  why: string;
};

/** What can be chosen: a video that waits for its still starts from that. */
export function rolesOf(family: Known | undefined, kinds: readonly MediaKind[]): Offered {
  const has = (task: Family["tasks"][number]) => family?.tasks.includes(task) === true;
  const still = kinds.includes("IMAGE");
  const moving = kinds.includes("VIDEO");
  const roles: [Role, string][] = [];
  const why: string[] = [];
  if (!family) why.push("To start from a picture, choose a model or a family.");
  else if (moving && !still) {
    if (has("IMAGE_TO_VIDEO")) roles.push(["start", "First frame"]);
    else why.push(`${family.label} begins from words alone.`);
  } else if (!moving) {
    if (has("EDIT")) roles.push(["start", "Picture to edit"]);
    else if (has("IMAGE_TO_IMAGE")) roles.push(["start", "Start from"]);
    else why.push(`${family.label} paints from words alone.`);
    if (has("EDIT")) roles.push(["reference1", "Reference"], ["reference2", "Second reference"]);
    else why.push("Reference pictures are for families that edit.");
  }
  if (family && moving) {
    if (has("FIRST_LAST_FRAME")) roles.push(["end", "Last frame"]);
    else why.push(`${family.label} does not end with a picture.`);
  }
  if (still) roles.push(["face", "Face"]);
  else why.push("Faces are put into stills.");
  return { roles, why: why.join(" ") };
}

const REFERENCE = { reference1: 0, reference2: 1 } as const;

export function takeOf(pictures: Pictures, role: Role): string | null {
  if (role === "reference1" || role === "reference2") {
    return pictures.referenceTakeIds[REFERENCE[role]] ?? null;
  }
  return pictures[`${role}TakeId`];
}

/** With another picture in this role, or none. */
export function withTake<Some extends Pictures>(some: Some, role: Role, id: string | null): Some {
  if (role !== "reference1" && role !== "reference2") return { ...some, [`${role}TakeId`]: id };
  const ids: (string | null)[] = [...some.referenceTakeIds];
  ids[REFERENCE[role]] = id;
  const referenceTakeIds = ids.filter((one): one is string => typeof one === "string");
  return { ...some, referenceTakeIds };
}

/** The part of a request that they are; what is not offered is not said. */
export function picturesOf(
  pictures: Pictures,
  kinds: readonly MediaKind[],
  family: Known | undefined,
) {
  const offered = new Set(rolesOf(family, kinds).roles.map(([role]) => role));
  const chosen = (role: Role) => (offered.has(role) ? takeOf(pictures, role) : null);
  const [startTakeId, endTakeId, faceTakeId] = [chosen("start"), chosen("end"), chosen("face")];
  const referenceTakeIds = offered.has("reference1") ? [...pictures.referenceTakeIds] : [];
  const { faceStrength, faceBlending } = pictures;
  const onlyFace = faceTakeId !== null && startTakeId !== null;
  return {
    ...(startTakeId ? { startTakeId } : {}),
    ...(endTakeId ? { endTakeId } : {}),
    ...(referenceTakeIds.length > 0 && !onlyFace ? { referenceTakeIds } : {}),
    ...(faceTakeId
      ? {
          faceTakeId,
          ...(faceStrength === null ? {} : { faceStrength }),
          ...(faceBlending === null ? {} : { faceBlending }),
        }
      : {}),
  };
}

/** What is still to be chosen, in words; empty if nothing. */
export function pictureLacks(
  pictures: Pictures,
  kinds: readonly MediaKind[],
  family: Known | undefined,
): string {
  const { endTakeId, startTakeId } = {
    startTakeId: null,
    endTakeId: null,
    ...picturesOf(pictures, kinds, family),
  };
  if (endTakeId && !startTakeId && !kinds.includes("IMAGE")) {
    return "A video that ends with a picture needs a first frame, too.";
  }
  return "";
}

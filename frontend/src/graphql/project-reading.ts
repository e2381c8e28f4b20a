/**
 * A project read scene by scene: the cache answers all of a query anew when any part of it changes,
 * so that each scene is a query of its own. What the cache lacks is fetched in one piece.
 */
import {
  type Client,
  type CombinedError,
  createRequest,
  type GraphQLRequest,
  gql,
  type OperationContext,
  type TypedDocumentNode,
} from "@urql/core";
import { ClipFields, ProjectFields, SceneFields } from "./entities";
import type { WholeProject, WholeScene } from "./project";
import { onReturn } from "./socket";

const OutlineQuery = gql<{ project: Outline | null }, { id: string }>`
  query ProjectOutline($id: ID!) {
    project(id: $id) { ...ProjectFields lastSeq scenes { id } }
  }
  ${ProjectFields}
`;

/** `sceneOf` is known to the cache alone. */
const SceneQuery = gql<{ sceneOf: WholeScene | null }, { id: string }>`
  query SceneOf($id: ID!) {
    sceneOf(id: $id) { ...SceneFields clips { ...ClipFields } }
  }
  ${SceneFields}
  ${ClipFields}
`;

type Outline = Omit<WholeProject, "scenes"> & { scenes: readonly { id: string }[] };

/** For readings of the cache: when it lacks something they are answered with nothing. */
const HERE: Partial<OperationContext> = {
  requestPolicy: "cache-only",
  fetch: async () => Response.json({ data: null }),
};

/** Of all that its scenes and clips are read by. */
type Whole = TypedDocumentNode<{ project: WholeProject | null }, { id: string }>;
type Part = { scene: WholeScene | null; end: () => void };

type ProjectState = {
  /** Null if there is none, undefined until it is known. */
  project: WholeProject | null | undefined;
  error: CombinedError | undefined;
  fetching: boolean;
};

/** How long it is kept up for nobody, who may come back. */
const LINGER_MS = 1_000;

const readings = new WeakMap<Client, Map<string, ProjectReading>>();

/** The reading of a project, one for all who look at it. */
export function readingOf(client: Client, id: string, document: Whole): ProjectReading {
  const known = readings.get(client) ?? new Map<string, ProjectReading>();
  readings.set(client, known);
  const found = known.get(id) ?? new ProjectReading(client, id, document);
  known.set(id, found);
  return found;
}

class ProjectReading {
  readonly #listeners = new Set<() => void>();
  readonly #parts = new Map<string, Part>();
  #ends: (() => void)[] = [];
  #outline: Outline | null | undefined;
  #error: CombinedError | undefined;
  #fetching = false;
  #state: ProjectState | null = null;
  #telling = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly client: Client,
    private readonly id: string,
    private readonly document: Whole,
  ) {}

  state(): ProjectState {
    this.#begin();
    this.#state ??= { project: this.#whole(), error: this.#error, fetching: this.#fetching };
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#begin();
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      this.#rest();
    };
  }

  /** Fetches all of it from the studio. */
  reread(): void {
    if (this.#fetching) return;
    this.#fetching = true;
    this.#changed();
    void this.client
      .query(this.document, { id: this.id }, { requestPolicy: "network-only" })
      .toPromise()
      .then(({ data, error }) => {
        this.#fetching = false;
        this.#error = error;
        if (data?.project === null) this.#outline = null;
        this.#changed();
        setTimeout(() => this.#overtake());
      });
  }

  /** A reading that was being answered with nothing was not told of what came meanwhile. */
  #overtake(): void {
    if (this.#ends.length === 0 || this.#error || this.#whole() !== undefined) return;
    this.#end();
    this.#begin();
    this.#changed();
  }

  #begin(): void {
    if (this.#ends.length > 0) return;
    const back = onReturn(() => {
      if (this.#error) this.reread();
    });
    this.#ends = [back];
    this.#ends.push(this.#readOutline());
    this.#rest();
  }

  #end(): void {
    for (const end of this.#ends) end();
    for (const { end } of this.#parts.values()) end();
    this.#ends = [];
    this.#parts.clear();
    this.#outline = undefined;
    this.#state = null;
  }

  #whole(): WholeProject | null | undefined {
    if (!this.#outline) return this.#outline;
    const scenes: WholeScene[] = [];
    for (const { id } of this.#outline.scenes) {
      const scene = this.#parts.get(id)?.scene;
      if (!scene) return undefined;
      scenes.push(scene);
    }
    return { ...this.#outline, scenes };
  }

  #readOutline(): () => void {
    return this.#read(createRequest(OutlineQuery, { id: this.id }), ({ project }) => {
      this.#outline = project;
      const wanted = new Set(project?.scenes.map((scene) => scene.id));
      for (const [sceneId, { end }] of this.#parts) {
        if (wanted.has(sceneId)) continue;
        end();
        this.#parts.delete(sceneId);
      }
      for (const sceneId of wanted) if (!this.#parts.has(sceneId)) this.#readScene(sceneId);
    });
  }

  #readScene(sceneId: string): void {
    const part: Part = { scene: null, end: () => undefined };
    this.#parts.set(sceneId, part);
    part.end = this.#read(createRequest(SceneQuery, { id: sceneId }), ({ sceneOf }) => {
      part.scene = sceneOf;
    });
  }

  /** What the studio does not have either is asked for once, not again and again. */
  #read<Data>(
    request: GraphQLRequest<Data, { id: string }>,
    take: (data: Data) => void,
  ): () => void {
    let lacking = false;
    const { unsubscribe } = this.client.executeQuery(request, HERE).subscribe(({ data }) => {
      if (!data && !lacking) this.reread();
      lacking = !data;
      if (!data) return;
      take(data);
      this.#changed();
    });
    return unsubscribe;
  }

  #changed(): void {
    this.#state = null;
    if (this.#telling) return;
    this.#telling = true;
    // Once for all that one piece of news changes.
    queueMicrotask(() => {
      this.#telling = false;
      for (const listener of this.#listeners) listener();
    });
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#listeners.size === 0) this.#end();
    }, LINGER_MS);
  }
}

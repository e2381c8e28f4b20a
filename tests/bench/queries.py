"""The four reads: each as a document of the graph, and as SQL written by hand for its answer."""

from dataclasses import dataclass

_URL = """'/media/asset_' || replace({id}::text, '-', '') || '?e=' || $3 || '&s=' || left(encode(
    sha256($5 || sha256($4 || convert_to(
        'asset_' || replace({id}::text, '-', '') || ':' || $3, 'UTF8'))), 'hex'), 32)"""
_MOMENT = """to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_TAKE = f"""'take_' || replace(id::text, '-', '') AS id, kind,
    {_URL.format(id="asset_id")} AS url, {_URL.format(id="thumbnail_asset_id")} AS "thumbnailUrl",
    seed::text AS seed, model, {_MOMENT} AS "createdAt" """
_GALLERY = f"""(SELECT coalesce(json_agg(row_to_json(take)), '[]') FROM (
    SELECT {_TAKE} FROM takes WHERE clip_id = clips.id AND deleted_at IS NULL
    ORDER BY created_at, takes.id LIMIT 200) AS take)"""
_CLIP = """'clip_' || replace(id::text, '-', '') AS id, name, number,
    start_frame AS "startFrame", duration_frames AS "durationFrames",
    image_prompt AS "imagePrompt" """
_TAKE_FIELDS = "id kind url thumbnailUrl seed model createdAt"
_CLIP_FIELDS = "id name number startFrame durationFrames imagePrompt"


@dataclass(frozen=True, slots=True)
class Read:
    """A document with the variable `$id`, and its twin.

    The statement takes the workspace, the id, and the expiry and both keys of media addresses; it
    gives the text of the whole response.
    """

    name: str
    document: str
    subject: str
    sql: str

    @property
    def parameters(self) -> int:
        """The statements of Q2 and Q4 have no addresses to sign."""
        return next(count for count in (5, 2, 1) if f"${count}" in self.sql)


READS = (
    Read(
        "q1",
        f"""query Q1($id: ID!) {{ project(id: $id) {{ id name description fps width height
            scenes {{ id name position clips {{ {_CLIP_FIELDS}
                gallery {{ {_TAKE_FIELDS} }} }} }} }} }}""",
        "project",
        f"""SELECT json_build_object('data', json_build_object('project', (
            SELECT row_to_json(project) FROM (
                SELECT 'project_' || replace(id::text, '-', '') AS id, name, description,
                    concat(fps_numerator, nullif('/' || fps_denominator, '/1')) AS fps,
                    width, height,
                    (SELECT coalesce(json_agg(row_to_json(scene)), '[]') FROM (
                        SELECT 'scene_' || replace(id::text, '-', '') AS id, name, position,
                            (SELECT coalesce(json_agg(row_to_json(clip)), '[]') FROM (
                                SELECT {_CLIP}, {_GALLERY} AS gallery
                                FROM clips WHERE scene_id = scenes.id AND deleted_at IS NULL
                                ORDER BY start_frame, clips.id) AS clip) AS clips
                        FROM scenes WHERE project_id = projects.id AND deleted_at IS NULL
                        ORDER BY position, scenes.id) AS scene) AS scenes
                FROM projects WHERE id = $2 AND workspace_id = $1 AND deleted_at IS NULL
            ) AS project)))::text""",
    ),
    Read(
        "q2",
        "{ projects(first: 50) { nodes { id name stats { sceneCount } } } }",
        "project",
        """SELECT json_build_object('data', json_build_object('projects', json_build_object('nodes',
            (SELECT coalesce(json_agg(row_to_json(project)), '[]') FROM (
                SELECT 'project_' || replace(id::text, '-', '') AS id, name,
                    json_build_object('sceneCount', (SELECT count(*) FROM scenes
                        WHERE project_id = projects.id AND deleted_at IS NULL)) AS stats
                FROM projects WHERE workspace_id = $1 AND deleted_at IS NULL
                ORDER BY updated_at DESC, projects.id DESC LIMIT 50) AS project))))::text""",
    ),
    Read(
        "q3",
        f"query Q3($id: ID!) {{ clip(id: $id) {{ {_CLIP_FIELDS} gallery {{ {_TAKE_FIELDS} }} }} }}",
        "clip",
        f"""SELECT json_build_object('data', json_build_object('clip', (
            SELECT row_to_json(clip) FROM (SELECT {_CLIP}, {_GALLERY} AS gallery
                FROM clips WHERE id = $2 AND deleted_at IS NULL AND EXISTS (
                    SELECT FROM projects WHERE id = project_id AND workspace_id = $1)
            ) AS clip)))::text""",
    ),
    Read(
        "q4",
        """query Q4($id: ID!) { takes(first: 20, filter: {projectId: $id}) { totalCount
            edges { cursor node { id kind seed model createdAt } }
            pageInfo { hasNextPage endCursor } } }""",
        "project",
        f"""WITH page AS (
            SELECT encode(convert_to(created_at || ' ' || id, 'UTF8'), 'base64') AS cursor,
                row_number() OVER (ORDER BY created_at DESC, id DESC) AS place,
                json_build_object('id', 'take_' || replace(id::text, '-', ''), 'kind', kind,
                    'seed', seed::text, 'model', model, 'createdAt', {_MOMENT}) AS node
            FROM takes WHERE project_id = $2 AND deleted_at IS NULL AND EXISTS (
                SELECT FROM projects WHERE id = project_id AND workspace_id = $1)
            ORDER BY created_at DESC, id DESC LIMIT 21
        ) SELECT json_build_object('data', json_build_object('takes', json_build_object(
            'totalCount', (SELECT count(*) FROM takes
                WHERE project_id = $2 AND deleted_at IS NULL AND EXISTS (
                    SELECT FROM projects WHERE id = project_id AND workspace_id = $1)),
            'edges', (SELECT coalesce(json_agg(json_build_object('cursor', cursor, 'node', node)
                ORDER BY place), '[]') FROM page WHERE place <= 20),
            'pageInfo', json_build_object(
                'hasNextPage', (SELECT count(*) > 20 FROM page),
                'endCursor', (SELECT cursor FROM page WHERE place <= 20
                    ORDER BY place DESC LIMIT 1)))))::text""",
    ),
)
"""Q1: a project with all scenes, clips and takes (613 objects). Q2: the first 50 projects with a
count. Q3: a clip with its gallery. Q4: a page of 20 takes with cursors and a total (clips are not
paged)."""

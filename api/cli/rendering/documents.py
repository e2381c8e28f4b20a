"""The GraphQL a render speaks."""

_TAKE = """
fragment TakeParts on Take {
  id kind url mediaType size width height frames fps seed model prompt negativePrompt parameters
  createdAt
}
"""
_JOB = """
fragment JobParts on RenderJob {
  id kind state progress message startedAt finishedAt error { code message } endpoint { name }
}
"""

PROJECT = (
    """
query Project($id: ID!) {
  project(id: $id) {
    id name description fps width height lastSeq
    scenes {
      id name location setting timeOfDay characters sourceLine
      clips {
        id number name shotKind framing startFrame durationFrames caption characters sourceLine
        imagePrompt videoPrompt negativePrompt
        selectedTake { id }
        gallery { ...TakeParts }
        jobs { ...JobParts }
      }
    }
  }
}
"""
    + _TAKE
    + _JOB
)

CREATE_PROJECT = """
mutation CreateProject($input: CreateProjectInput!) {
  createProject(input: $input) { project { id } userErrors { code message } }
}
"""

IMPORT_SCRIPT = """
mutation ImportScript($input: ImportScriptInput!) {
  importScript(input: $input) { project { id } userErrors { code message } }
}
"""

GENERATE_CLIP = (
    """
mutation GenerateClip($input: GenerateClipInput!) {
  generateClip(input: $input) {
    jobs { ...JobParts clip { id } takes { ...TakeParts } } userErrors { code message }
  }
}
"""
    + _TAKE
    + _JOB
)

RETRY_JOB = (
    """
mutation RetryJob($input: RetryJobInput!) {
  retryJob(input: $input) {
    job { ...JobParts clip { id } takes { ...TakeParts } } userErrors { code message }
  }
}
"""
    + _TAKE
    + _JOB
)

EVENTS = (
    """
subscription Events($projectId: ID!, $after: Int) {
  projectEvents(projectId: $projectId, after: $after) {
    seq kind
    ... on JobChanged { job { ...JobParts clip { id } takes { ...TakeParts } } }
    ... on ClipDeleted { clipId }
  }
}
"""
    + _TAKE
    + _JOB
)

PROGRESS = (
    """
subscription Progress($projectId: ID!) {
  projectProgress(projectId: $projectId) { progress message job { ...JobParts clip { id } } }
}
"""
    + _JOB
)

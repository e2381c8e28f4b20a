"""The RunPod serverless worker: takes a brief or a graph, renders it, sends the files away."""

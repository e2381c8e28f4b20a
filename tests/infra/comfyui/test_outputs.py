from infra.comfyui.outputs import OutputFile, read_outputs


def test_files_of_every_key_and_nothing_else() -> None:
    outputs = {
        "7": {"images": [{"filename": "a.png", "subfolder": "s", "type": "output"}]},
        "8": {
            "gifs": [{"filename": "b.mp4", "subfolder": "", "type": "temp", "format": "video/h264"}]
        },
        "9": {"audio": [{"filename": "c.flac"}], "text": ["words"], "animated": [True]},
        "10": None,
        "11": {"images": [{"filename": ""}, {"filename": 3}, None]},
    }
    assert read_outputs(outputs) == (
        OutputFile("7", "images", "a.png", "s", "output"),
        OutputFile("8", "gifs", "b.mp4", "", "temp"),
        OutputFile("9", "audio", "c.flac", "", "output"),
    )
    assert [file.temporary for file in read_outputs(outputs)] == [False, True, False]

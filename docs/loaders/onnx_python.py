"""An exported .onnx file in ONNX Runtime for Python (pip install onnxruntime numpy).

    from onnx_python import load
    conv5 = load("discriminator.onnx")(image=images)["conv5"]    # float32 [n, 3, 96, 96], RGB in 0 … 255

    python3 onnx_python.py FILE …              # compares with the outputs that each file carries
"""
import base64
import json
import sys

import numpy as np
import onnxruntime


def load(path):
    """A function from inputs to outputs by name."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return lambda **inputs: dict(zip(names, session.run(names, inputs)))


def vectors(path):
    """The inputs and outputs that the file carries, by name: a safetensors file in base64."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    data = base64.b64decode(session.get_modelmeta().custom_metadata_map["vectors"])
    end = 8 + int.from_bytes(data[:8], "little")
    arrays = {}
    for name, entry in json.loads(data[8:end]).items():
        if name != "__metadata__":
            begin, stop = (end + offset for offset in entry["data_offsets"])
            arrays[name] = np.frombuffer(data[begin:stop], "<f4").reshape(entry["shape"])
    inputs = {name[6:]: array for name, array in arrays.items() if name.startswith("input.")}
    return inputs, {name[7:]: array for name, array in arrays.items() if name.startswith("output.")}


def differences(path):
    """By output: the largest difference from what the file says, as a share of the largest value."""
    inputs, expected = vectors(path)
    found = load(path)(**inputs)
    return {name: float(abs(found[name] - ours).max() / abs(ours).max()) for name, ours in expected.items()}


if __name__ == "__main__":
    results = {path: differences(path) for path in sys.argv[1:]}
    print(json.dumps(results, indent=2))
    sys.exit(0 if all(value < 1e-4 for result in results.values() for value in result.values()) else 1)

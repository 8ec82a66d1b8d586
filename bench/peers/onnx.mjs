// A network in the ONNX format (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), which is protocol buffers.

/** LEB128. */
function varint(value) {
  const bytes = [];
  for (let rest = BigInt(value); ; rest >>= 7n) {
    if (rest < 128n) return [...bytes, Number(rest)];
    bytes.push(Number(rest & 127n) | 128);
  }
}

/** A field with a number, or one with bytes: text, or a message in it. */
const number = (field, value) => Buffer.from([...varint(field * 8), ...varint(value)]);
const bytes = (field, value) => Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(Buffer.byteLength(value))]), Buffer.from(value)]);
const message = (field, ...parts) => bytes(field, Buffer.concat(parts));

const float = 1;
const integers = 7;

const dimensions = (shape) => message(2, ...shape.map((size) => message(1, number(1, size))));
const value = (field, name, shape) => message(field, bytes(1, name), message(2, message(1, number(1, float), dimensions(shape))));
const tensor = ({ name, shape, data }) => message(5, ...shape.map((size) => number(1, size)), number(2, float), bytes(8, name), bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)));
const attribute = ([name, list]) => message(5, bytes(1, name), ...list.map((i) => number(8, i)), number(20, integers));
const node = ({ op, inputs, output, attributes = {} }) => message(1, ...inputs.map((name) => bytes(1, name)), bytes(2, output), bytes(4, op), ...Object.entries(attributes).map(attribute));

/** A model of nodes `{ op, inputs, output, attributes }` from `x` to `y`, with tensors `{ name, shape, data }`. */
export function onnxModel({ nodes, tensors, input, output }) {
  const graph = message(7, ...nodes.map(node), bytes(2, "network"), ...tensors.map(tensor), value(11, "x", input), value(12, "y", output));
  return Buffer.concat([number(1, 8), graph, message(8, bytes(1, ""), number(2, 13))]);
}

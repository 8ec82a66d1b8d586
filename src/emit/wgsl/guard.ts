/** Remembers that a loss was not finite: all guarded shaders do nothing from then on. */
export const guardCode = `@group(0) @binding(0) var<storage, read> loss: array<u32>;
@group(0) @binding(1) var<storage, read_write> finite: array<u32>;

@compute @workgroup_size(1)
fn main() {
  if ((loss[0] & 0x7f800000u) == 0x7f800000u) {
    finite[0] = 0u;
  }
}
`;

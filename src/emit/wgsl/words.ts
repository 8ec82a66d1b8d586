/** Words that nothing may be called: keywords, those that the standard keeps for later, types and functions that shaders use. */
export const wgslWords: readonly string[] = (
  "alias break case const const_assert continue continuing default diagnostic discard else enable false fn for if let loop override requires return struct switch true var while " +
  "NULL Self abstract active alignas alignof as asm asm_fragment async attribute auto await become binding_array cast catch class co_await co_return co_yield coherent column_major " +
  "common compile compile_fragment concept const_cast consteval constexpr constinit crate debugger decltype delete demote demote_to_helper do dynamic_cast enum explicit export " +
  "extends extern external fallthrough filter final finally friend from fxgroup get goto groupshared highp impl implements import inline instanceof interface layout lowp macro " +
  "macro_rules match mediump meta mod module move mut mutable namespace new nil noexcept noinline nointerpolation non_coherent noncoherent noperspective null nullptr of operator " +
  "package packoffset partition pass patch pixelfragment precise precision premerge priv protected pub public readonly ref regardless register reinterpret_cast require resource " +
  "restrict self set shared sizeof smooth snorm static static_assert static_cast std subroutine super target template this thread_local throw trait try type typedef typeid " +
  "typename typeof union unless unorm unsafe unsized use using varying virtual volatile wgsl where with writeonly yield " +
  "bool f16 f32 i32 u32 array atomic ptr sampler texture vec2 vec3 vec4 vec2f vec3f vec4f vec2i vec3i vec4i vec2u vec3u vec4u " +
  "abs bitcast ceil exp floor log max min round select sign sqrt storageBarrier workgroupBarrier workgroup storage uniform private function read write read_write " +
  "main thread first threads group groups lane sizes guard pool term Sizes batch row column total value item at own tile slice number stretch left_item left_quad left_term left_place right_item right_quad right_term right_place left_one left_four right_one right_four finish_one finish_four column_tiles row_tiles band band_rows in_band first_left first_right first_term thread_row thread_column rows_here place part four begin"
).split(" ");

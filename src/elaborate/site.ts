/** 31 bits of FNV-1a over UTF-16 units: the stream of random numbers of a place in the model. */
export function siteOf(path: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193);
  return hash & 0x7fffffff;
}

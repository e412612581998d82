/** Tests that only our own stand-in can pass: they use its controls, or look into it. By their whole names. */
export const leftOut: readonly { readonly test: string; readonly why: string }[] = [
  {
    test: 'a folder in use is refused with words, and stays usable for its holder',
    why: "it is about the stand-in's lock on its folder",
  },
  {
    test: 'a client that goes away in the middle of its request does no harm',
    why: 'it is about requests without a signature, which only the stand-in gets',
  },
  {
    test: 'a query leaves no iterator open, whether it reads to the end or only a page',
    why: "it looks into the stand-in's memory",
  },
];

import { Fragment, options, type VNode } from 'preact';
import { visible } from '../../core/text/visible';

/** Texts that people read besides an element's content. */
const attributes = ['title', 'alt', 'placeholder', 'aria-label', 'aria-description'];

/**
 * Every text that the page draws is drawn visibly: shoppers, stores and Masivo choose much of it, and a character that
 * turns the direction makes one text look like another. What is in a field to be edited stays as it is.
 */
export function drawTextsVisibly(): void {
  const before = options.vnode;
  options.vnode = (vnode: VNode) => {
    const { type } = vnode;
    if ((typeof type === 'string' && type !== 'textarea') || type === Fragment) makeVisible(vnode.props);
    before?.(vnode);
  };
}

function makeVisible(props: { children?: unknown; [name: string]: unknown }): void {
  props.children = shown(props.children);
  for (const name of attributes) {
    const value = props[name];
    if (typeof value === 'string') props[name] = visible(value);
  }
}

function shown(child: unknown): unknown {
  if (typeof child === 'string') return visible(child);
  return Array.isArray(child) ? child.map(shown) : child;
}

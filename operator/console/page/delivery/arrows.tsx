import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Origin } from '../../../core/answers/shown-delivery';

interface Arrow {
  readonly to: string;
  readonly path: string;
}

/**
 * Arrows from the received values to the fields made of them, in the gap between the two sides. For the eye only: each
 * field has the same as text.
 */
export function Arrows(props: {
  sides: RefObject<HTMLElement | null>;
  origins: readonly Origin[];
  active: readonly Origin[];
  /** Redraws when it changes: another delivery has other lines. */
  shape: unknown;
}) {
  const [arrows, setArrows] = useState<readonly Arrow[]>([]);

  useLayoutEffect(() => {
    const sides = props.sides.current;
    if (!sides) return;
    const draw = () => setArrows(props.origins.flatMap((origin) => arrowsOf(sides, origin)));
    const watch = new ResizeObserver(draw);
    watch.observe(sides);
    draw();
    return () => watch.disconnect();
  }, [props.shape, props.sides]);

  return (
    <svg class="arrows" aria-hidden="true">
      <title>From what was received to what is sent</title>
      {arrows.map(({ to, path }) => (
        <path key={path} d={path} class={props.active.some((origin) => origin.to === to) ? 'active' : ''} />
      ))}
    </svg>
  );
}

// The width of the gap in style.css.
const gap = 56;

function arrowsOf(sides: HTMLElement, { to, from }: Origin): Arrow[] {
  const field = sides.querySelector(`[data-field="${CSS.escape(to)}"]`);
  if (!field) return [];
  const top = sides.getBoundingClientRect().top;
  const middle = (element: Element) => {
    const { top: y, height } = element.getBoundingClientRect();
    return Math.round(y - top + height / 2);
  };
  return from.flatMap((pointer) => {
    const line = sides.querySelector(`[data-pointer="${CSS.escape(pointer)}"]`);
    if (!line) return [];
    const [y1, y2] = [middle(line), middle(field)];
    return {
      to,
      path: `M0 ${y1} C ${gap / 2} ${y1}, ${gap / 2} ${y2}, ${gap - 6} ${y2} m -4 -3 l 4 3 l -4 3`,
    };
  });
}

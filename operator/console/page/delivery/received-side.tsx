import type { ComponentChildren } from 'preact';
import type { ShownDelivery } from '../../../core/answers/shown-delivery';
import { isWithin, jsonLines } from './json-lines';

interface Props {
  readonly delivery: ShownDelivery;
  /** Pointers of the values that the focused field was made of. */
  readonly marked: readonly string[];
  /** Pointers of all values that some field was made of. */
  readonly used: readonly string[];
  readonly focus: (pointer: string | null) => void;
}

/** What was received: the vendor's headers and the body, line by line. */
export function ReceivedSide(props: Props) {
  const { headers, received, unreadable, isAct, withoutBody } = props.delivery;
  return (
    <div class="side received">
      <h4>Received</h4>
      <div class="lines">
        {Object.entries(headers).map(([name, value]) => (
          <Line key={name} {...props} pointer={`header:${name}`} depth={0}>
            <span class="key">{name}:</span> {value}
          </Line>
        ))}
        {isAct ? (
          <p class="note">
            Nothing: this log began with an operator’s decision. That of the event has expired.
          </p>
        ) : withoutBody !== null ? (
          <p class="note">Body and headers were not kept, so it cannot be replayed. {withoutBody}</p>
        ) : unreadable !== null ? (
          <>
            <p class="note">The body is no JSON that can be read:</p>
            <div class="line depth-0">{unreadable}</div>
          </>
        ) : (
          jsonLines(received).map(({ pointer, depth, key, text, kind }, index) => (
            <Line key={`${index} ${pointer}`} {...props} pointer={pointer} depth={Math.min(depth, 8)}>
              {key !== null && <span class="key">{key}: </span>}
              <span class={kind}>{text}</span>
            </Line>
          ))
        )}
      </div>
    </div>
  );
}

function Line(props: Props & { pointer: string; depth: number; children: ComponentChildren }) {
  const { pointer, depth, used, marked, focus } = props;
  const isUsed = pointer !== '' && isWithin(pointer, used);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keyboards reach the same by the other side's fields
    <div
      class={`line depth-${depth} ${isUsed ? 'used' : ''} ${isWithin(pointer, marked) ? 'marked' : ''}`}
      data-pointer={pointer}
      onMouseEnter={() => focus(pointer)}
      onMouseLeave={() => focus(null)}
    >
      {props.children}
    </div>
  );
}

import type { Origin, ShownDelivery } from '../../../core/answers/shown-delivery';

type Fields = Readonly<Record<string, unknown>>;

/** What is for Masivo, field by field, each with where it comes from. That something was sent, only its calls tell. */
export function SentSide(props: {
  delivery: ShownDelivery;
  marked: (field: string) => boolean;
  focus: (field: string | null) => void;
}) {
  const { delivery, focus } = props;
  const { mapped, sent, unmapped, origins } = delivery;
  const fields = flat(mapped ?? sent ?? {});
  const before = sent && mapped ? new Map(flat(sent)) : undefined;
  return (
    <div class="side sent">
      <h4>For Masivo</h4>
      {unmapped?.code === 'customer-to-read' && <p class="note">{unmapped.text}.</p>}
      {unmapped && unmapped.code !== 'customer-to-read' && (
        <p class="note warn">It cannot be mapped: {unmapped.text}</p>
      )}
      {fields.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Value</th>
              <th scope="col">From</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(([field, value]) => (
              <tr
                key={field}
                data-field={field}
                class={props.marked(field) ? 'marked' : ''}
                tabIndex={0}
                onMouseEnter={() => focus(field)}
                onMouseLeave={() => focus(null)}
                onFocus={() => focus(field)}
                onBlur={() => focus(null)}
              >
                <th scope="row">{field}</th>
                <td>
                  {shown(value)}
                  {before?.has(field) && shown(before.get(field)) !== shown(value) && (
                    <span class="note"> (at the last attempt: {shown(before.get(field))})</span>
                  )}
                </td>
                <td class="from">{value === null ? '—' : fromOf(origins, field)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {mapped && (
        <p class="note">
          As the bridge maps it today. {sent ? '' : 'What the last attempt made of it is not in the ledger.'}
        </p>
      )}
    </div>
  );
}

const flat = (fields: Fields): (readonly [string, unknown])[] =>
  Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).map(([inner, part]) => [`${name}.${inner}`, part] as const)
      : [[name, value] as const],
  );

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

function fromOf(origins: readonly Origin[], field: string): string {
  const from = origins.find(({ to }) => to === field)?.from;
  // Sent once, and no longer mapped: its origin is unknown.
  if (!from) return '—';
  return from.length > 0 ? from.map((pointer) => pointer.replace(/^header:/, 'header ')).join(', ') : 'fixed';
}

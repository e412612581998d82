import { useEffect, useState } from 'preact/hooks';

const isDelivery = (text: string) => /^[a-f0-9]{32}$/.test(text);

/** One field for any identifier: a delivery's id opens it, anything else filters the list. */
export function SearchField(props: {
  value: string;
  search: (text: string) => void;
  open: (delivery: string) => void;
}) {
  const [text, setText] = useState(props.value);
  useEffect(() => setText(props.value), [props.value]);

  function submit(event: Event) {
    event.preventDefault();
    const wanted = text.trim();
    if (isDelivery(wanted)) props.open(wanted);
    else props.search(wanted);
  }

  return (
    <form class="search" onSubmit={submit}>
      <label>
        <span class="unseen">Search by delivery id, customer id or name, or e-mail</span>
        <input
          type="search"
          value={text}
          placeholder="Delivery id, customer id or e-mail"
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => {
            setText(event.currentTarget.value);
            // The field's clear button empties it and submits nothing.
            if (event.currentTarget.value === '' && props.value !== '') props.search('');
          }}
        />
      </label>
      <button type="submit">Search</button>
    </form>
  );
}

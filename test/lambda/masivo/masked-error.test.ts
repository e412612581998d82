import { maskedError } from '../../../lambda/masivo/masked-error';

const body = {
  id: 'cus_Fake1',
  name: 'Ana García',
  email: 'ana@example.com',
  dob: '1990-05-01T00:00:00.000Z',
  phone: '+593 99 123 4567',
  tags: { goldfriend: true },
  metadata: { source: 'stripe', store: 'default', note: 'likes tea' },
};
const told = (details: unknown, error: unknown = 'invalid_request') =>
  maskedError(JSON.stringify({ error, details }), [undefined, body]);

test.each<[string, unknown, string]>([
  ['what names no one', 'body/email is taken by another customer', 'body/email is taken by another customer'],
  ['an e-mail that was sent', 'ana@example.com is taken', '••• is taken'],
  ['an e-mail that was not sent', 'taken by eva.roe@shop.example.com', 'taken by •••'],
  ['an encoded e-mail', 'GET /customers?email=eva%40example.com failed', 'GET /customers?email=••• failed'],
  ['the whole name', 'customer Ana García exists', 'customer ••• exists'],
  ['a part of the name, in other letters', 'GARCIA, Ana exists', '•••, ••• exists'],
  ['the id', 'no customer has the id cus_Fake1', 'no customer has the id •••'],
  ['the id inside of another text', 'key:acme-cus_Fake1-x', 'key:acme-•••-x'],
  ['the id of somebody else', 'taken by cus_Q1w2E3r4', 'taken by •••'],
  ['a UUID', 'wallet 3c90c3cc-0d44-4b50-8888-8dd25736052a', 'wallet •••'],
  ['a phone number that was sent', 'phone +593 99 123 4567 is used', 'phone ••• is used'],
  ['a phone number in another form', 'phone 0099-(555) 77.77 is used', 'phone ••• is used'],
  ['a date', 'born 1991-06-02', 'born •••'],
  ['what is quoted', 'customer "Eva Roe" has it', 'customer "•••" has it'],
  ['a field that is quoted', 'the field "body.email" is bad', 'the field "body.email" is bad'],
  ['a tag', 'goldfriend is unknown', '••• is unknown'],
  ['a word of a note', 'who likes that', 'who ••• that'],
  ['a name that was not sent', 'Customer Eva Roe-Müller is INACTIVE', 'Customer ••• •••-••• is INACTIVE'],
  ['a name that it begins with', 'Eva has it', '••• has it'],
  [
    'names of fields',
    'customerId and customer.registrationDate are required',
    'customerId and customer.registrationDate are required',
  ],
  ['a name in a name of a field', 'customerEva', '•••'],
  ['short numbers', 'wait 3 s, 1000 at most', 'wait 3 s, 1000 at most'],
  ['what would draw on a terminal', 'bad\u001b[31m\nline', 'bad [31m line'],
])('%s', (_, details, expected) => {
  expect(told(details)).toBe(`invalid_request: ${expected}`);
});

test('details that are no text are shown as JSON, masked alike', () => {
  expect(told([{ field: 'email', value: 'ana@example.com' }])).toBe(
    'invalid_request: [{"field":"email","value":"•••"}]',
  );
});

test.each<[unknown, unknown, string]>([
  ['http_422', 'the server failed', 'http_422: the server failed'],
  ['P2002', '', 'P2002'],
  ['unprocessable', { code: 'http_422' }, 'unprocessable: {"code":"http_422"}'],
  ['validation', [{ code: 'ERR-17', field: 'email' }], 'validation: [{"code":"ERR-17","field":"email"}]'],
  ['CUSTOMER_EMAIL_DUPLICATED', '', 'CUSTOMER_EMAIL_DUPLICATED'],
  // The same form anywhere else may be somebody's id.
  ['taken', 'by user_123', 'taken: by •••'],
  ['taken', { owner: 'user_123', message: 'user_123 has it' }, 'taken: {"owner":"•••","message":"•••"}'],
  ['user_12345', '', 'user_•••'],
  ['AB123456', '', '•••'],
  ['code 1990-05-02', '', 'code •••'],
])("the machine's own code is shown, and no id: %j, %j", (error, details, expected) => {
  expect(told(details, error)).toBe(expected);
});

test('a code that was sent of the shopper is masked all the same', () => {
  const text = JSON.stringify({ error: 'member_77', details: 'taken' });
  expect(maskedError(text, ['member_77'])).toBe('•••: taken');
});

test.each([['<html>ana@example.com</html>'], ['"ana@example.com"'], ['{}'], ['']])(
  'another form than Masivo’s is not shown: %s',
  (text) => {
    expect(maskedError(text, [body])).toBeUndefined();
  },
);

test('it is bounded, and a cut leaves no piece of an e-mail', () => {
  const long = told(`${'word '.repeat(38)}ana@example.com ${'x '.repeat(5000)}`);
  expect(long?.length).toBeLessThanOrEqual(200);
  expect(long).toMatch(/…$/);
  for (let spaces = 1900; spaces < 2010; spaces += 1) {
    expect(told(`${'- '.repeat(spaces / 2)}${' '.repeat(spaces % 2)}eva.roe@example.com`)).not.toMatch(
      /eva|roe/,
    );
  }
});

test('the id in the path is masked, where the body does not name it', () => {
  const text = JSON.stringify({ error: 'not_found', details: 'no customer has the id 77' });
  expect(maskedError(text, ['77', undefined])).toBe('not_found: no customer has the id •••');
});

test('of members that nobody thought of nothing is told, of whatever type', () => {
  const details = {
    customer: { nickname: 'garcia', age: 42, vip: true, pets: ['rex', 7], pin: { code: 'x' } },
    field: 'dob',
    limit: 40,
  };
  const told = maskedError(JSON.stringify({ error: 'invalid', details }), []) ?? '';
  expect(told).not.toMatch(/garcia|42|true|rex|7/);
  expect(told).toMatch(/invalid.*dob.*40/);
  expect(maskedError(JSON.stringify({ error: 42, details: { error: ['garcia'] } }), [])).not.toContain('42');
});

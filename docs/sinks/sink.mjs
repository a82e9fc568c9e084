import { createServer } from 'node:http';
import { createHmac, timingSafeEqual } from 'node:crypto';
const key = Buffer.from(process.env.SINK_SECRET.slice('whsec_'.length), 'base64');
createServer(async (request, response) => {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signatures = '' } = request.headers;
  const ours = Buffer.from('v1,' + createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64'));
  const isRight = Math.abs(Date.now() / 1000 - at) < 300 && signatures.split(' ').some((theirs) =>
    theirs.length === ours.length && timingSafeEqual(Buffer.from(theirs), ours));
  if (isRight) console.log(id, JSON.parse(body).data);
  response.writeHead(isRight ? 204 : 401).end();
}).listen(process.env.PORT ?? 8090);

// The mask as a file: a PNG of one bit a pixel at the picture's own size, white where the picture may change.

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

export async function encodePng({ width, height, data }) {
  const stride = 1 + Math.ceil(width / 8); // each row begins with its filter, 0 for none
  const rows = new Uint8Array(stride * height);
  for (let y = 0, at = 0; y < height; y++) {
    const start = y * stride + 1;
    for (let x = 0; x < width; x++, at++) {
      if (data[at]) rows[start + (x >> 3)] |= 128 >> (x & 7);
    }
  }
  const parts = [["IHDR", header(width, height)], ["IDAT", await deflate(rows)], ["IEND", new Uint8Array()]];
  return new Blob([SIGNATURE, ...parts.flatMap(([name, content]) => chunk(name, content))], { type: "image/png" });
}

async function deflate(bytes) {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** Size, one bit a pixel, and greyscale, which is 0 as is all the rest. */
function header(width, height) {
  const view = new DataView(new ArrayBuffer(13));
  view.setUint32(0, width);
  view.setUint32(4, height);
  view.setUint8(8, 1);
  return new Uint8Array(view.buffer);
}

function chunk(name, content) {
  const named = new Uint8Array(4 + content.length);
  named.set(new TextEncoder().encode(name));
  named.set(content, 4);
  return [bigEndian(content.length), named, bigEndian(checksum(named))];
}

function bigEndian(number) {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, number);
  return view;
}

function checksum(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC_TABLE[(value ^ byte) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

"""Downloads: public addresses only, no key, bounded; against real servers on loopback."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import httpx
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.errors import ProviderRejected, ProviderUnavailable
from bot.providers.downloads import MAX_REDIRECTS, download, is_allowed
from tests.providers.values import CALM, QUICK

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"


async def fetch(http, url, *, max_bytes=1000, allow_private=True, patience=CALM):
    return await download(http, url, max_bytes=max_bytes, allow_private=allow_private, patience=patience)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104  (an address to refuse, not to bind)
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1",
    ],
)
def test_an_address_that_is_not_public_is_refused(address):
    assert not is_allowed(ip_address(address), allow_private=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_a_public_address_is_allowed(address):
    assert is_allowed(ip_address(address), allow_private=False)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "::ffff:127.0.0.1"])
def test_a_service_on_this_machine_may_name_private_addresses(address):
    assert is_allowed(ip_address(address), allow_private=True)


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1"])  # noqa: S104
def test_link_local_addresses_stay_closed_even_then(address):
    assert not is_allowed(ip_address(address), allow_private=True)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "127.1"]
)
async def test_every_spelling_of_this_machine_is_refused_before_connecting(http, talk, host):
    connections = []

    async def note(reader, writer):
        connections.append(None)

    port = (await talk(note)).rpartition(":")[2]

    with pytest.raises(ProviderRejected):
        await fetch(http, f"https://{host}:{port}/a.png", allow_private=False)

    assert connections == []


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.216.34/a.png",
        "ftp://93.184.216.34/a.png",
        "file:///etc/passwd",
        "https:///a.png",
        "https://user:word@93.184.216.34/a.png",
        "https://exa mple.com/\x00",
        "a.png",
        "",
    ],
)
async def test_an_address_that_is_not_plain_https_is_refused(http, url):
    with pytest.raises(ProviderRejected):
        await fetch(http, url, allow_private=False)


async def test_the_bytes_come_without_any_key_or_name_of_ours(http, serve):
    seen = []

    async def give(request):
        seen.append(request)
        return web.Response(body=PNG)

    address = await serve(give)

    content = await fetch(http, f"{address}/a.png?token=abc")

    assert content == PNG
    assert seen[0].query_string == "token=abc"
    assert not {"Authorization", "Cookie", "x-magnific-api-key"} & set(seen[0].headers)
    assert seen[0].headers["Host"] == address.removeprefix("http://")


async def test_a_redirect_is_followed_a_few_times(http, serve):
    async def move(request):
        number = int(request.path.strip("/"))
        if number == MAX_REDIRECTS:
            return web.Response(body=PNG)
        return web.Response(status=302, headers={"Location": f"/{number + 1}"})

    address = await serve(move)

    assert await fetch(http, f"{address}/0") == PNG


async def test_a_redirect_in_circles_ends(http, serve):
    paths = []

    async def circle(request):
        paths.append(request.path)
        return web.Response(status=301, headers={"Location": "/again"})

    address = await serve(circle)

    with pytest.raises(ProviderRejected, match="too often"):
        await fetch(http, address)

    assert len(paths) == 1 + MAX_REDIRECTS


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[fe80::1]/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://user:word@127.0.0.1/",
        "http://0.0.0.0/",
    ],
)
async def test_a_redirect_to_where_no_picture_can_be_is_refused(http, serve, location):
    async def lure(request):
        return web.Response(status=302, headers={"Location": location})

    address = await serve(lure)

    with pytest.raises(ProviderRejected):
        await fetch(http, address)


async def test_a_redirect_without_a_target_is_refused(http, serve):
    async def forget(request):
        return web.Response(status=302)

    address = await serve(forget)

    with pytest.raises(ProviderRejected):
        await fetch(http, address)


@pytest.mark.parametrize("is_declared", [True, False])
async def test_a_download_over_its_limit_is_given_up(http, serve, is_declared):
    async def flood(request):
        if is_declared:
            return web.Response(body=b"x" * 5000)
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(5):
            await response.write(b"x" * 1000)
        return response

    address = await serve(flood)

    with pytest.raises(ProviderRejected, match="larger"):
        await fetch(http, address, max_bytes=1000)


async def test_a_packed_download_is_refused_unread(http, serve):
    async def pack(request):
        return web.Response(body=PNG, headers={"Content-Encoding": "gzip"})

    address = await serve(pack)

    with pytest.raises(ProviderRejected, match="packed"):
        await fetch(http, address)


@pytest.mark.parametrize("status", [401, 403, 404, 410, 204])
async def test_an_expired_address_is_final_and_asked_once(http, serve, status):
    paths = []

    async def expire(request):
        paths.append(request.path)
        return web.Response(status=status)

    address = await serve(expire)

    with pytest.raises(ProviderRejected):
        await fetch(http, address)

    assert len(paths) == 1


async def test_a_download_is_repeated_after_trouble_that_may_pass(http, serve):
    statuses = [503, 500, 200]

    async def recover(request):
        return web.Response(status=statuses.pop(0), body=PNG)

    address = await serve(recover)

    assert await fetch(http, address) == PNG


async def test_a_download_that_breaks_off_may_work_later(http, talk):
    async def break_off(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")
        await writer.drain()

    address = await talk(break_off)

    with pytest.raises(ProviderUnavailable):
        await fetch(http, address, patience=QUICK)


async def test_a_download_that_trickles_ends_with_the_total_time(http, talk):
    async def trickle(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    address = await talk(trickle)

    with pytest.raises(ProviderUnavailable, match="TimeoutError"):
        await fetch(http, address, patience=QUICK)


async def test_a_host_that_nobody_knows_may_be_known_later(http):
    with pytest.raises(ProviderUnavailable):
        await fetch(http, "https://no-such-host.invalid/a.png", patience=QUICK)


def make_certificate(name, folder):
    """A certificate for one host name, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(("name", "is_trusted"), [("localhost", True), ("elsewhere.example", False)])
async def test_the_certificate_is_checked_for_the_name_although_a_number_is_dialled(
    tmp_path, name, is_trusted
):
    path = make_certificate(name, tmp_path)
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_side.load_cert_chain(path)
    hosts = []

    async def give(request):
        hosts.append(request.host)
        return web.Response(body=PNG)

    app = web.Application()
    app.router.add_get("/a.png", give)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=server_side).start()
    port = runner.addresses[0][1]
    client_side = ssl.create_default_context(cafile=path)

    async with httpx.AsyncClient(verify=client_side, trust_env=False) as http:
        if is_trusted:
            assert await fetch(http, f"https://localhost:{port}/a.png") == PNG
        else:
            with pytest.raises(ProviderUnavailable):
                await fetch(http, f"https://localhost:{port}/a.png", patience=QUICK)
    await runner.cleanup()

    assert hosts == ([f"localhost:{port}"] if is_trusted else [])

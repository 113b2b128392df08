//! Addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

use pickle_core::ErrorKind::{OutOfRange, WrongClass, WrongLength, WrongType};

use crate::{converts, reads, refuses, round_trips};

#[test]
fn addresses() {
    let v4 = [Ipv4Addr::UNSPECIFIED, Ipv4Addr::LOCALHOST, Ipv4Addr::BROADCAST];
    let v6 = [Ipv6Addr::UNSPECIFIED, Ipv6Addr::LOCALHOST, Ipv6Addr::from(u128::MAX)];
    round_trips(v4);
    round_trips(v6);
    round_trips(v4.map(IpAddr::from).into_iter().chain(v6.map(IpAddr::from)));
    reads(b"cipaddress\nIPv4Address\n(I2130706433\ntR.", Ipv4Addr::LOCALHOST);
    reads(b"cipaddress\nIPv6Address\n(I1\ntR.", Ipv6Addr::LOCALHOST);
    // 3.9 and up
    reads(b"cipaddress\nIPv6Address\n(V::1\ntR.", Ipv6Addr::LOCALHOST);
    reads(b"cipaddress\nIPv6Address\n(V::1\ntR.", IpAddr::from(Ipv6Addr::LOCALHOST));
    refuses::<Ipv6Addr>(
        b"cipaddress\nIPv6Address\n(Vfe80::1%eth0\ntR.",
        OutOfRange,
        "ipaddress.IPv6Address.address: expected an IPv6Address without scope id, found `eth0`, \
         at byte 24 (UNICODE)",
    );
    refuses::<Ipv6Addr>(
        b"cipaddress\nIPv6Address\n(V1.2.3.4\ntR.",
        OutOfRange,
        "ipaddress.IPv6Address.address: `1.2.3.4` is no IPv6Address, at byte 24 (UNICODE)",
    );
    refuses::<Ipv4Addr>(
        b"cipaddress\nIPv4Address\n(L4294967296L\ntR.",
        OutOfRange,
        "ipaddress.IPv4Address.address: the int 4294967296 does not fit u32, at byte 24 (LONG)",
    );
    refuses::<Ipv4Addr>(
        b"cipaddress\nIPv6Address\n(I1\ntR.",
        WrongClass,
        "expected an instance of ipaddress.IPv4Address, \
         found an instance of ipaddress.IPv6Address, at byte 28 (REDUCE)",
    );
    refuses::<IpAddr>(
        b"V::1\n.",
        WrongType,
        "expected an instance of ipaddress.IPv4Address or ipaddress.IPv6Address, found str, \
         at byte 0 (UNICODE)",
    );
    refuses::<IpAddr>(
        b"cipaddress\nIPv4Address\n(tR.",
        WrongLength,
        "ipaddress.IPv4Address.address: the pickle has no init arg `address`, at byte 25 (REDUCE)",
    );
}

#[test]
fn socket_addresses() {
    let v4 = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 80);
    let v6 = SocketAddrV6::new(Ipv6Addr::LOCALHOST, 65_535, u32::MAX, 2);
    round_trips([v4]);
    round_trips([v6]);
    round_trips([SocketAddr::from(v4), SocketAddr::from(v6)]);
    converts(&v4, &("127.0.0.1".to_owned(), 80));
    converts(&v6, &("::1".to_owned(), 65_535, u32::MAX, 2));
    converts(&("::1", 80), &SocketAddr::from((Ipv6Addr::LOCALHOST, 80)));
    converts(&("::1", 80, 5), &SocketAddrV6::new(Ipv6Addr::LOCALHOST, 80, 5, 0));
    refuses::<SocketAddr>(
        b"(V1.2.3.4\nI80\nI0\nI0\nt.",
        WrongLength,
        "expected host and port of an IP address, found 4 items, at byte 20 (TUPLE)",
    );
    refuses::<SocketAddrV6>(
        b"(V::1\nt.",
        WrongLength,
        "expected host and port of an IPv6Address, found 1 items, at byte 6 (TUPLE)",
    );
    refuses::<SocketAddrV6>(
        b"(V::1\nI1\nI2\nI3\nI4\nt.",
        WrongLength,
        "expected host and port of an IPv6Address, found 5 items, at byte 18 (TUPLE)",
    );
    refuses::<SocketAddrV4>(
        b"(Vlocalhost\nI80\nt.",
        OutOfRange,
        "[0]: `localhost` is no IPv4Address, at byte 1 (UNICODE)",
    );
    refuses::<SocketAddr>(
        b"(V::1\nI65536\nt.",
        OutOfRange,
        "[1]: the int 65536 does not fit u16, at byte 6 (INT)",
    );
}

//! Addresses.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | [`Ipv4Addr`] | `ipaddress.IPv4Address` | |
//! | [`Ipv6Addr`] | `ipaddress.IPv6Address` | without a scope id |
//! | [`IpAddr`] | either | |
//! | [`SocketAddrV4`] | `("127.0.0.1", 80)` | |
//! | [`SocketAddrV6`] | `("::1", 80, 0, 0)` | the latter two may be missing |
//! | [`SocketAddr`] | either | |
//!
//! The argument of the classes is written as an int, which every Python takes, and read as what the
//! Python at hand wrote: for IPv6, that is text from 3.9 on. Python has no class for the address of
//! a socket; the tuples are those that its `socket` module takes and gives, with the flow info and
//! the scope id behind host and port.

use alloc::format;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use core::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::global::Class;
use crate::init_args::InitArgs;
use crate::pickle::Pickle;
use crate::pickler::{Construct, Encoder};
use crate::unpickle::Unpickle;
use crate::unpickler::{Decoder, Integer, Kind};

static IPV4: Class = Class::new("ipaddress", "IPv4Address").flat();
static IPV6: Class = Class::new("ipaddress", "IPv6Address").flat();

macro_rules! addresses {
    ($($address:ty: $int:ty, $class:ident;)*) => {$(
        impl Pickle for $address {
            fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                (<$int>::from(*self),).pickle_object(encoder, &$class, Construct::Call)
            }
        }

        impl<'de> Unpickle<'de> for $address {
            fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<$address, Error> {
                let object = decoder.begin_object(&$class)?;
                finish::<D, $address, $int>(decoder, object, &$class)
            }
        }
    )*};
}

addresses! {
    Ipv4Addr: u32, IPV4;
    Ipv6Addr: u128, IPV6;
}

impl Pickle for IpAddr {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        match self {
            IpAddr::V4(address) => address.pickle(encoder),
            IpAddr::V6(address) => address.pickle(encoder),
        }
    }
}

impl<'de> Unpickle<'de> for IpAddr {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<IpAddr, Error> {
        match decoder.begin_object_of(&[&IPV4, &IPV6])? {
            (0, object) => finish::<D, Ipv4Addr, u32>(decoder, object, &IPV4).map(IpAddr::V4),
            (_, object) => finish::<D, Ipv6Addr, u128>(decoder, object, &IPV6).map(IpAddr::V6),
        }
    }
}

/// Reads the argument of an address, and leaves the object.
fn finish<'de, D: Decoder<'de>, A: FromStr + From<I>, I: Integer>(
    decoder: &mut D,
    mut object: D::Object,
    class: &'static Class,
) -> Result<A, Error> {
    if !decoder.next_arg(&mut object)? {
        return Err(decoder.missing_arg(&object, class, "address"));
    }
    let address = match decoder.kind()? {
        Kind::Str => parse(decoder, class.name()),
        _ => decoder.read_int::<I>().map(A::from),
    };
    let address = address.map_err(|error| error.in_attribute(class, "address"))?;
    decoder.end_args(&mut object)?;
    decoder.end_object(&mut object)?;
    Ok(address)
}

/// Reads an address from its text.
fn parse<'de, D: Decoder<'de>, A: FromStr>(decoder: &mut D, what: &str) -> Result<A, Error> {
    let text = decoder.read_str()?;
    text.parse().map_err(|_| {
        let message = match text.split_once('%') {
            Some((_, scope)) => format!("expected an {what} without scope id, found `{scope}`"),
            None => format!("`{text}` is no {what}"),
        };
        decoder.place(Error::new(ErrorKind::OutOfRange, message))
    })
}

impl Pickle for SocketAddrV4 {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let tuple = encoder.begin_tuple(2)?;
        encoder.str(&format!("{}", self.ip()))?;
        self.port().pickle(encoder)?;
        encoder.end_tuple(tuple)
    }
}

impl Pickle for SocketAddrV6 {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let tuple = encoder.begin_tuple(4)?;
        encoder.str(&format!("{}", self.ip()))?;
        self.port().pickle(encoder)?;
        self.flowinfo().pickle(encoder)?;
        self.scope_id().pickle(encoder)?;
        encoder.end_tuple(tuple)
    }
}

impl Pickle for SocketAddr {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        match self {
            SocketAddr::V4(address) => address.pickle(encoder),
            SocketAddr::V6(address) => address.pickle(encoder),
        }
    }
}

impl<'de> Unpickle<'de> for SocketAddrV4 {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<SocketAddrV4, Error> {
        socket(decoder, "IPv4Address", |ip, port, rest| {
            (rest == (None, None)).then(|| SocketAddrV4::new(ip, port))
        })
    }
}

impl<'de> Unpickle<'de> for SocketAddrV6 {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<SocketAddrV6, Error> {
        socket(decoder, "IPv6Address", |ip, port, rest| Some(v6(ip, port, rest)))
    }
}

impl<'de> Unpickle<'de> for SocketAddr {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<SocketAddr, Error> {
        socket(decoder, "IP address", |ip, port, rest| match ip {
            IpAddr::V4(ip) => (rest == (None, None)).then(|| SocketAddrV4::new(ip, port).into()),
            IpAddr::V6(ip) => Some(v6(ip, port, rest).into()),
        })
    }
}

fn v6(ip: Ipv6Addr, port: u16, (flow, scope): (Option<u32>, Option<u32>)) -> SocketAddrV6 {
    SocketAddrV6::new(ip, port, flow.unwrap_or(0), scope.unwrap_or(0))
}

/// Reads the tuple of two to four items that makes up an address of a socket.
fn socket<'de, D: Decoder<'de>, I: FromStr, A>(
    decoder: &mut D,
    what: &str,
    make: impl FnOnce(I, u16, (Option<u32>, Option<u32>)) -> Option<A>,
) -> Result<A, Error> {
    // Tuples are accepted for lists, whose length need not be known.
    let mut items = decoder.begin_list()?;
    let mut ip = None;
    let mut numbers = [None; 3];
    let mut len = 0;
    while decoder.next_item(&mut items)? {
        let read = match len {
            0 => parse(decoder, what).map(|host| ip = Some(host)),
            1 => u16::unpickle(decoder).map(|port| numbers[0] = Some(u32::from(port))),
            2 | 3 => u32::unpickle(decoder).map(|number| numbers[len - 1] = Some(number)),
            _ => decoder.skip(),
        };
        read.map_err(|error| error.in_item(len))?;
        len += 1;
    }
    let [port, flow, scope] = numbers;
    let port = port.and_then(|port| u16::try_from(port).ok());
    let address = match (ip, port) {
        (Some(ip), Some(port)) if len <= 4 => make(ip, port, (flow, scope)),
        _ => None,
    };
    address.ok_or_else(|| {
        let message = format!("expected host and port of an {what}, found {len} items");
        decoder.place(Error::new(ErrorKind::WrongLength, message))
    })
}

internal import InterlockCrypto

/// A range of IP addresses: an address and a mask, as RFC 4632 has it (RFC 5280 section 4.2.1.10).
struct AddressRange {
    private let address: ArraySlice<UInt8>
    private let mask: ArraySlice<UInt8>

    /// Takes 8 octets for IPv4, 32 for IPv6; the mask's ones stand before its zeros.
    init(subtree octets: [UInt8]) throws(IdentityError) {
        let half = octets.count / 2
        self.address = octets.prefix(half)
        self.mask = octets.dropFirst(half)
        guard octets.count == 8 || octets.count == 32, Self.isPrefix(self.mask) else {
            throw IdentityError(.nameConstraint, "\(octets.hexString) is no range of addresses")
        }
    }

    private static func isPrefix(_ mask: ArraySlice<UInt8>) -> Bool {
        let tail = mask.drop { $0 == 0xff }
        guard let first = tail.first else { return true }
        return (~first).leadingZeroBitCount + first.trailingZeroBitCount >= 8
            && tail.dropFirst().allSatisfy { $0 == 0 }
    }

    /// Whether `name` is of the same family and in the range.
    func contains(_ name: [UInt8]) throws(IdentityError) -> Bool {
        guard name.count == 4 || name.count == 16 else {
            throw IdentityError(.nameConstraint, "\(name.hexString) is no IP address")
        }
        guard name.count == self.address.count else { return false }
        return zip(name, zip(self.address, self.mask)).allSatisfy { ($0 ^ $1.0) & $1.1 == 0 }
    }
}

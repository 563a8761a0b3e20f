internal import InterlockCrypto

extension DER {
    /// The first second that UTCTime cannot express: 2050-01-01T00:00:00Z.
    static let firstGeneralizedTime = Timestamp(secondsSinceEpoch: 2_524_608_000)

    /// UTCTime through 2049 and GeneralizedTime from 2050 on (RFC 5280 section 4.1.2.5).
    ///
    /// - Throws: `IdentityError` with code `invalidCertificate` before 1950 and after 9999.
    static func time(_ time: Timestamp) throws(IdentityError) -> [UInt8] {
        let digits = Array(
            time.description.utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        )
        let year = digits.prefix(digits.count - 10)
        let text = String(decoding: year, as: UTF8.self)
        guard year.count == 4, text >= "1950", time.secondsSinceEpoch < 253_402_300_800 else {
            throw IdentityError(.invalidCertificate, "X.509 cannot express the time \(time)")
        }
        let zulu = [UInt8(ascii: "Z")]
        return text < "2050"
            ? Self.element(DERTag.utcTime, digits.dropFirst(2) + zulu)
            : Self.element(DERTag.generalizedTime, digits + zulu)
    }

    /// Reads `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`; nil for any other form.
    static func time(_ text: [UInt8], isShort: Bool) -> Timestamp? {
        guard text.count == (isShort ? 13 : 15), text.last == UInt8(ascii: "Z") else { return nil }
        // RFC 5280 section 4.1.2.5.1: a two-digit year of 50 or more is in the 1900s.
        let century = isShort ? Array((text[0] >= UInt8(ascii: "5") ? "19" : "20").utf8) : []
        let digits = century + text.dropLast()
        var full = Array("0000-00-00T00:00:00Z".utf8)
        for (place, digit) in zip([0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18], digits) {
            full[place] = digit
        }
        return Timestamp(String(decoding: full, as: UTF8.self))
    }
}

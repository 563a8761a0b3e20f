import TestSupport
import Testing

@testable import InterlockCrypto

/// RFC 7468: what is read, and what is never passed over in silence.
@Suite struct PEMTests {
    private static let first: [UInt8] = Array(1...100)
    private static let second: [UInt8] = Array(50...120)
    private static let label = "X509 CRL"

    private static let pair =
        PEM.encode(first, label: label) + PEM.encode(second, label: label)

    private func read(_ text: String) throws -> [[UInt8]] { try PEM.decodeAll(text, label: Self.label) }

    private func changed(_ change: (String) -> String) -> String {
        Self.pair.split(separator: "\n", omittingEmptySubsequences: false).map { change(String($0)) }
            .joined(separator: "\n")
    }

    @Test(arguments: ["\n", "\r", "\r\n"]) func `any line end will do`(_ end: String) throws {
        let text = Self.pair.split(separator: "\n").joined(separator: end)
        #expect(try self.read(text) == [Self.first, Self.second])
        #expect(try self.read("a text" + end + text + end) == [Self.first, Self.second])
    }

    @Test(arguments: [" ", "\t", " \t ", "\u{0b}", "\u{0c}"])
    func `white space around lines and in base64 is passed over`(_ space: String) throws {
        #expect(try self.read(self.changed { $0 + space }) == [Self.first, Self.second])
        #expect(try self.read(self.changed { space + $0 }) == [Self.first, Self.second])
        #expect(try self.read(self.changed { $0 + "\n" + space }) == [Self.first, Self.second])
        let inside = self.changed { $0.contains("-") ? $0 : $0.prefix(5) + space + $0.dropFirst(5) }
        #expect(try self.read(inside) == [Self.first, Self.second])
    }

    @Test func `byte order marks in front of any line are passed over`() throws {
        let one = PEM.encode(Self.first, label: Self.label)
        #expect(try self.read("\u{feff}" + one) == [Self.first])
        #expect(try self.read("\u{feff}" + one + "\u{feff}" + one) == [Self.first, Self.first])
        #expect(try self.read("\u{feff}\n  \u{feff} " + one) == [Self.first])
        #expect(Array(ByteOrderMark.removed(from: [0xef, 0xbb, 0xbf, 0x61][...])) == [0x61])
    }

    @Test(arguments: [
        "subject=CN = North", "# the lists of June", "-----", "a -- b -- c", "the end -- of it", "Ende",
        "in the beginning - so to say", "x509 crl", "- begin", "größer", "",
    ]) func `text between blocks is allowed`(_ text: String) throws {
        let one = PEM.encode(Self.first, label: Self.label)
        #expect(try self.read(text + "\n" + one + text + "\n" + one + text) == [Self.first, Self.first])
    }

    @Test(arguments: [
        "----BEGIN X509 CRL-----", "-----BEGIN X509 CRL----", "-----BEGIN X509 CRL", "BEGIN X509 CRL-----",
        "-----begin x509 crl-----", "-----Begin X509 CRL-----", "----- BEGIN X509 CRL -----",
        "-----BEGIN  X509 CRL-----", "-----BEGIN X509  CRL-----", "-----BEGIN-----", "-----BEGIN -----",
        "-----BEGINX509 CRL-----", "—–BEGIN X509 CRL–—", "−−−−−BEGIN X509 CRL−−−−−",
        "-----BEGIN X509 CRL-----\u{a0}", "-----BEGIN X509 CRL-----\u{200b}", "> -----BEGIN X509 CRL-----",
        "# -----BEGIN X509 CRL-----", "-----BEGIN X509 CRL----- # new", "--BEGIN X509 CRL--",
        "-----\u{200b}BEGIN X509 CRL-----", "-----BEGIN X509 CRL------", "-----BEGIN X509 CRL-----x",
        "-----END X509 CRL----------BEGIN X509 CRL-----", "-----BEGIN ÄCRL-----",
    ]) func `a line that looks like a boundary and is none is an error`(_ line: String) throws {
        let block = PEM.encode(Self.second, label: Self.label)
        let damaged = block.replacing("-----BEGIN X509 CRL-----", with: line)
        #expect(throws: CryptoError.self) {
            try self.read(PEM.encode(Self.first, label: Self.label) + damaged)
        }
    }

    @Test(arguments: [
        "X509 CRLS", "CRL", "x509 crl", "X509-CRL", "PKCS7", "CMS", "TRUSTED CERTIFICATE",
        "PKCS #7 SIGNED DATA",
    ]) func `a block of an unknown label is an error`(_ label: String) throws {
        let text = PEM.encode(Self.first, label: Self.label) + PEM.encode(Self.second, label: label)
        let error = #expect(throws: CryptoError.self) { try self.read(text) }
        #expect(error?.code == .invalidEncoding && error?.reason.contains("line 6") ?? false)
    }

    @Test func `blocks of other known labels are passed over, and an alias counts`() throws {
        let text =
            PEM.encode(Self.second, label: "CERTIFICATE") + Self.pair
            + "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END EC PRIVATE KEY-----\n"
            + PEM.encode(Self.second, label: "X509 CERTIFICATE")
        #expect(try self.read(text) == [Self.first, Self.second])
        let certificates = try PEM.decodeAll(text, label: "CERTIFICATE", alias: "X509 CERTIFICATE")
        #expect(certificates == [Self.second, Self.second])
        #expect(try PEM.contains(label: "CERTIFICATE", in: text))
        #expect(try !PEM.contains(label: "IMPLICIT CERTIFICATE", in: text))
    }

    @Test(arguments: [
        "-----BEGIN X509 CRL-----\nAAAA\n", "AAAA\n-----END X509 CRL-----\n",
        "-----BEGIN X509 CRL-----\n-----END X509 CRL-----\n",
        "-----BEGIN X509 CRL-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN X509 CRL-----\nAAAA\n-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n",
        "-----BEGIN X509 CRL-----\nAAA\n-----END X509 CRL-----\n",
        "-----BEGIN X509 CRL-----\nAA=A\n-----END X509 CRL-----\n",
        "-----BEGIN X509 CRL-----\nAA==AAAA\n-----END X509 CRL-----\n",
        "-----BEGIN X509 CRL-----\nA===\n-----END X509 CRL-----\n",
        "-----BEGIN X509 CRL-----\nAA!A\n-----END X509 CRL-----\n",
        "-----BEGIN X509 CRL-----\nX: yz\n\nAAAA\n-----END X509 CRL-----\n",
        "-----BEGIN X509 CRL-----\nAAA-\n-----END X509 CRL-----\n",
        "-\0-\0-\0-\0-\0B\0E\0G\0I\0N\0",
    ]) func `a malformed block is an error`(_ text: String) {
        #expect(throws: CryptoError.self) { try self.read(text) }
    }

    @Test func `any text of boundary parts is read whole or refused, and never traps`() {
        var generator = SeededGenerator(seed: 7_468)
        let parts = [
            "-", "--", "-----", "BEGIN ", "END ", "X509 CRL", "\n", "\r", " ", "AAAA", "=", "\u{feff}", "é",
            "begin ",
        ]
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                parts[Int.random(in: parts.indices, using: &generator)]
            }.joined()
            _ = try? self.read(text)
        }
    }
}

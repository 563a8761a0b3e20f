import Testing

@testable import InterlockFabric

/// The first block of a file, as Go's encoding/pem finds it.
@Suite struct GoPEMTests {
    private static let block = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n"

    private func content(_ text: String) -> [UInt8]? { GoPEM(readingFirst: Array(text.utf8))?.content }

    @Test(arguments: [
        block, "# a comment\nof two lines\n" + block, block.replacing("\n", with: "\r\n"),
        "-----BEGIN CERTIFICATE----- \t\nAQ ID\n-----END CERTIFICATE-----  ", block + "text behind",
        "-----BEGIN CERTIFICATE-----\nName: value\n\nAQID\n-----END CERTIFICATE-----\n",
        "-----BEGIN OTHER-----\n" + block,
        "-----BEGIN BAD-----\n!!!!\n-----END BAD-----\n" + block,
    ])
    func `text around, white space, headers and broken blocks are passed over`(text: String) {
        #expect(self.content(text) == [1, 2, 3])
    }

    @Test(arguments: [
        "", "read me", "\u{0}\u{1}Bud1\u{ff}", "-----BEGIN CERTIFICATE-----\nAQID\n",
        "-----BEGIN CERTIFICATE-----\nAQID\n-----END OTHER-----\n", " " + block.replacing("\n", with: "\n "),
        "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n",
    ])
    func `files without a whole block hold no PEM`(text: String) { #expect(self.content(text) == nil) }

    @Test func `only the first block counts, and another one behind it is known`() {
        #expect(GoPEM(readingFirst: Array(Self.block.utf8))?.hasMore == false)
        let two = Self.block + "-----BEGIN X-----\nBAUG\n-----END X-----\n"
        let read = GoPEM(readingFirst: Array(two.utf8))
        #expect(read?.content == [1, 2, 3] && read?.label == "CERTIFICATE" && read?.hasMore == true)
    }
}

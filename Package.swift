// swift-tools-version: 6.2

import PackageDescription

/// Settings that every Swift target of this package shares.
///
/// Language mode 6 (complete strict concurrency) is the default from tools version 6.0 on.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
]

/// A layer of the library; it may import only the layers that it names.
func layer(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies,
        swiftSettings: strict
    )
}

let package = Package(
    name: "interlock",
    products: [
        .library(name: "Interlock", targets: ["Interlock"]),
        .library(name: "InterlockAccess", targets: ["InterlockAccess"]),
        .library(name: "InterlockAuthority", targets: ["InterlockAuthority"]),
        .executable(name: "interlock", targets: ["interlock-cli"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(
            name: "COpenSSL",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]
        ),
        .systemLibrary(
            name: "CGMP",
            pkgConfig: "gmp",
            providers: [.apt(["libgmp-dev"]), .brew(["gmp"])]
        ),
        layer("InterlockJSON", []),
        layer("InterlockCrypto", ["COpenSSL", "CGMP"]),
        layer("InterlockIdentity", ["InterlockJSON", "InterlockCrypto", "COpenSSL"]),
        layer(
            "InterlockFabric",
            ["InterlockCrypto", "InterlockIdentity", "COpenSSL", .product(name: "Yams", package: "Yams")]
        ),
        layer(
            "InterlockAuthority",
            ["InterlockCrypto", "InterlockIdentity", .product(name: "GRDB", package: "GRDB.swift")]
        ),
        layer("InterlockAccess", ["InterlockJSON"]),
        layer(
            "InterlockMarket",
            ["InterlockJSON", "InterlockCrypto", "InterlockIdentity", "InterlockAccess"],
            // The bytes become code, so that a binary needs no bundle beside it.
            resources: [
                .embedInCode("Resources/market.cedar"), .embedInCode("Resources/market.cedarschema"),
            ]
        ),
        layer(
            "InterlockLedger",
            [
                "InterlockJSON", "InterlockCrypto", "InterlockIdentity", "InterlockAccess", "InterlockMarket",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        layer(
            "Interlock",
            [
                "InterlockCrypto", "InterlockIdentity", "InterlockFabric", "InterlockAccess",
                "InterlockMarket",
                "InterlockLedger",
            ]
        ),
        .executableTarget(
            name: "interlock-cli",
            dependencies: [
                "Interlock", "InterlockAuthority", "InterlockJSON",
                // For the benchmarks that stand beside it.
                "COpenSSL",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .target(name: "TestSupport", dependencies: [], path: "Tests/TestSupport", swiftSettings: strict),
        .target(
            name: "MarketTestSupport",
            dependencies: ["InterlockCrypto", "InterlockIdentity", "InterlockAccess", "InterlockMarket"],
            path: "Tests/MarketTestSupport",
            swiftSettings: strict
        ),
        tests(of: "InterlockJSON"),
        tests(of: "InterlockCrypto"),
        // What Fabric's rules are tried on is forged by the tools of these tests.
        tests(of: "InterlockIdentity", ["InterlockJSON", "InterlockFabric"]),
        tests(of: "InterlockFabric", ["InterlockCrypto", "InterlockIdentity"]),
        tests(
            of: "InterlockAuthority",
            ["MarketTestSupport", .product(name: "GRDB", package: "GRDB.swift")]
        ),
        tests(of: "InterlockAccess", ["InterlockJSON"]),
        tests(of: "InterlockMarket", ["InterlockJSON", "MarketTestSupport"]),
        tests(of: "InterlockLedger", [.product(name: "GRDB", package: "GRDB.swift")]),
        tests(of: "Interlock", ["MarketTestSupport", .product(name: "GRDB", package: "GRDB.swift")]),
        .testTarget(
            name: "InterlockCLITests",
            dependencies: [
                "interlock-cli", "Interlock", "InterlockAuthority", "InterlockJSON", "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
    ]
)

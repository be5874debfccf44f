using System.Net;
using System.Net.Sockets;

namespace Foyer.Web;

/// <summary>Where the work of this scope comes from: what the audit log and error pages name. Set once at the door.</summary>
public sealed class RequestInfo
{
    private const int HostBytes = 8;

    public string? IpAddress { get; set; }
    public string CorrelationId { get; set; } = Guid.CreateVersion7().ToString("D");

    /// <summary>What limits count as one client: an IPv6 host has a whole /64 of addresses to itself and could be another with every attempt.</summary>
    public string Client
    {
        get
        {
            if (!IPAddress.TryParse(IpAddress, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6) return IpAddress ?? "";
            var bytes = address.GetAddressBytes();
            bytes.AsSpan(HostBytes).Clear();
            return new IPAddress(bytes) + "/64";
        }
    }

    /// <summary>The address as it is written down: an IPv4 client is the same client on a socket that speaks both.</summary>
    public static string? Text(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6 }) return address?.ToString();
        // Without the zone of this machine's network card, which says nothing elsewhere.
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes())).ToString();
    }
}

using System.Net;
using System.Net.Sockets;

namespace Foyer.Rig;

/// <summary>Free loopback ports, below the range from which the kernel takes ports for outgoing connections.</summary>
public static class Ports
{
    private const int First = 12000, Last = 32000;

    private static readonly HashSet<int> Given = [];

    /// <summary>A port that nobody listens on and that this process has not given out before.</summary>
    public static int Free()
    {
        lock (Given)
        {
            while (true)
            {
                var port = Random.Shared.Next(First, Last);
                if (IsFree(port) && Given.Add(port))
                {
                    return port;
                }
            }
        }
    }

    public static bool IsFree(int port)
    {
        using var probe = new TcpListener(IPAddress.Any, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

//! The decoded pages, and the time of a general parser for them.

use std::hint::black_box;

pub fn json(page: &[u8]) {
    black_box(serde_json::from_slice::<serde_json::Value>(page).expect("JSON"));
}

pub fn cbor(page: &[u8]) {
    black_box(ciborium::from_reader::<ciborium::Value, _>(page).expect("CBOR"));
}

pub fn xml(page: &[u8]) {
    let mut reader = quick_xml::Reader::from_reader(page);
    loop {
        match black_box(reader.read_event().expect("XML")) {
            quick_xml::events::Event::Eof => break,
            event => drop(black_box(event)),
        }
    }
}

pub fn records() -> Vec<u8> {
    let record = |n: usize| {
        format!(
            r#"{{"Key":"key-{n}","Value":"a value with \"quotes\" and é","SyncCount":{n},"LastModifiedDate":1.7E9,"LastModifiedBy":"device","DeviceLastModifiedDate":1.7E9}}"#
        )
    };
    let records: Vec<_> = (0..1000).map(record).collect();
    format!(r#"{{"Records":[{}],"Count":1000,"DatasetExists":true}}"#, records.join(",")).into_bytes()
}

pub fn items() -> Vec<u8> {
    let item = |n: usize| {
        format!(
            r#"{{"id":{{"S":"id-{n}"}},"count":{{"N":"{n}"}},"ok":{{"BOOL":true}},"tags":{{"L":[{{"S":"a"}},{{"S":"b"}}]}},"nested":{{"M":{{"x":{{"N":"1.5"}},"y":{{"B":"AAEC"}}}}}}}}"#
        )
    };
    let items: Vec<_> = (0..1000).map(item).collect();
    format!(r#"{{"Count":1000,"ScannedCount":1000,"Items":[{}]}}"#, items.join(",")).into_bytes()
}

pub fn identities() -> Vec<u8> {
    let identity = |n: usize| {
        format!(
            r#"{{"IdentityId":"us-east-1:{n}","Logins":["graph.example.com","accounts.example.com"],"CreationDate":1.7000000{n:03}E9,"LastModifiedDate":1700000{n:03}.25}}"#
        )
    };
    let identities: Vec<_> = (0..1000).map(identity).collect();
    format!(r#"{{"IdentityPoolId":"p","Identities":[{}]}}"#, identities.join(",")).into_bytes()
}

pub fn metrics() -> Vec<u8> {
    use ciborium::Value;
    let map = |entries: Vec<(&str, Value)>| {
        Value::Map(entries.into_iter().map(|(key, value)| (Value::Text(key.to_owned()), value)).collect())
    };
    let metric = |n: usize| {
        let dimension = |name: &str| {
            map(vec![("Name", Value::Text(name.to_owned())), ("Value", Value::Text(format!("value-{n}")))])
        };
        map(vec![
            ("Namespace", Value::Text("AWS/EC2".to_owned())),
            ("MetricName", Value::Text("CPUUtilization".to_owned())),
            ("Dimensions", Value::Array(vec![dimension("InstanceId"), dimension("ImageId")])),
        ])
    };
    let page = map(vec![("Metrics", Value::Array((0..1000).map(metric).collect()))]);
    let mut bytes = Vec::new();
    ciborium::into_writer(&page, &mut bytes).expect("CBOR");
    bytes
}

pub fn objects() -> Vec<u8> {
    let object = |n: usize| {
        format!(
            "<Contents><Key>folder/key-{n}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>\
             <ETag>&quot;5d41402abc4b2a76b9719d911017c592&quot;</ETag><ChecksumAlgorithm>CRC32</ChecksumAlgorithm>\
             <Size>{n}</Size><StorageClass>STANDARD</StorageClass></Contents>"
        )
    };
    let objects: String = (0..1000).map(object).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
         <Name>b</Name><Prefix></Prefix><KeyCount>1000</KeyCount><MaxKeys>1000</MaxKeys>\
         <IsTruncated>false</IsTruncated>{objects}</ListBucketResult>"
    )
    .into_bytes()
}

pub fn users() -> Vec<u8> {
    let user = |n: usize| {
        format!(
            "<member><Path>/</Path><UserName>user-{n}</UserName><UserId>AIDA{n}</UserId>\
             <Arn>arn:aws:iam::123456789012:user/user-{n}</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate>\
             <Tags><member><Key>team</Key><Value>blue</Value></member></Tags></member>"
        )
    };
    let users: String = (0..1000).map(user).collect();
    format!(
        "<ListUsersResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ListUsersResult><Users>{users}</Users>\
         <IsTruncated>false</IsTruncated></ListUsersResult><ResponseMetadata><RequestId>1</RequestId>\
         </ResponseMetadata></ListUsersResponse>"
    )
    .into_bytes()
}

#[cfg(feature = "ec2")]
pub fn instances() -> Vec<u8> {
    let instance = |n: usize| {
        format!(
            "<item><reservationId>r-{n}</reservationId><ownerId>123456789012</ownerId><groupSet/><instancesSet><item>\
             <instanceId>i-{n}</instanceId><imageId>ami-1</imageId><instanceState><code>16</code><name>running</name>\
             </instanceState><privateDnsName>ip-10-0-0-1.ec2.internal</privateDnsName><dnsName/><reason/>\
             <amiLaunchIndex>0</amiLaunchIndex><productCodes/><instanceType>t2.micro</instanceType>\
             <launchTime>2026-01-01T00:00:00.000Z</launchTime><placement><availabilityZone>us-east-1a</availabilityZone>\
             <groupName/><tenancy>default</tenancy></placement><monitoring><state>disabled</state></monitoring>\
             <subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><privateIpAddress>10.0.0.1</privateIpAddress>\
             <sourceDestCheck>true</sourceDestCheck><groupSet><item><groupId>sg-1</groupId><groupName>default</groupName>\
             </item></groupSet><architecture>x86_64</architecture><rootDeviceType>ebs</rootDeviceType>\
             <rootDeviceName>/dev/sda1</rootDeviceName><blockDeviceMapping><item><deviceName>/dev/sda1</deviceName>\
             <ebs><volumeId>vol-{n}</volumeId><status>attached</status><attachTime>2026-01-01T00:00:00.000Z</attachTime>\
             <deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping>\
             <virtualizationType>hvm</virtualizationType><tagSet><item><key>Name</key><value>web-{n}</value></item>\
             <item><key>team</key><value>blue &amp; green</value></item></tagSet><hypervisor>xen</hypervisor>\
             <networkInterfaceSet><item><networkInterfaceId>eni-{n}</networkInterfaceId><subnetId>subnet-1</subnetId>\
             <vpcId>vpc-1</vpcId><status>in-use</status><macAddress>02:00:00:00:00:01</macAddress>\
             <privateIpAddress>10.0.0.1</privateIpAddress><groupSet><item><groupId>sg-1</groupId></item></groupSet>\
             <attachment><attachmentId>eni-attach-1</attachmentId><deviceIndex>0</deviceIndex>\
             <attachTime>2026-01-01T00:00:00.000Z</attachTime></attachment></item></networkInterfaceSet>\
             <ebsOptimized>false</ebsOptimized></item></instancesSet></item>"
        )
    };
    let instances: String = (0..200).map(instance).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><DescribeInstancesResponse \
         xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>1</requestId><reservationSet>{instances}\
         </reservationSet></DescribeInstancesResponse>"
    )
    .into_bytes()
}

# Machines and networks.
. "$(dirname "$0")/lib.sh"

step "a network"
network=$(call ec2 create-vpc --cidr-block 10.0.0.0/16 --query Vpc.VpcId --output text \
    --tag-specifications 'ResourceType=vpc,Tags=[{Key=Name,Value=shell},{Key=Purpose,Value=test}]')
call ec2 wait vpc-available --vpc-ids "$network" --cli-max-wait 60
found=$(call ec2 describe-vpcs --filters Name=tag:Name,Values=shell,other --query 'Vpcs[].VpcId' --output text)
check "the network by its tag" "$found" "$network"
call ec2 modify-vpc-attribute --vpc-id "$network" --enable-dns-support Value=false
check "an attribute" "$(call ec2 describe-vpc-attribute --vpc-id "$network" --attribute enableDnsSupport --query EnableDnsSupport.Value)" false

step "machines"
image=$(call ec2 describe-images --max-items 1 --query 'Images[0].ImageId' --output text | head -1)
machine=$(call ec2 run-instances --image-id "$image" --min-count 1 --max-count 1 --instance-type t3.micro \
    --query 'Instances[0].InstanceId' --output text)
call ec2 wait instance-running --instance-ids "$machine" --cli-max-wait 60
state=$(call ec2 describe-instances --instance-ids "$machine" --query 'Reservations[].Instances[].[InstanceType, State.Name]' --output text)
check "the type and the state" "$state" "$(printf 't3.micro\trunning')"
call ec2 stop-instances --instance-ids "$machine" --output off
call ec2 wait instance-stopped --instance-ids "$machine" --cli-max-wait 60
call ec2 terminate-instances --instance-ids "$machine" --output off

step "errors"
fails 254 call ec2 describe-instances --instance-ids i-00000000000000000
case $said in
*"(InvalidInstanceID.NotFound)"*) ;;
*) check "the error" "$said" InvalidInstanceID.NotFound ;;
esac
fails 252 call ec2 describe-instnces

step "the network is deleted"
call ec2 delete-vpc --vpc-id "$network"
